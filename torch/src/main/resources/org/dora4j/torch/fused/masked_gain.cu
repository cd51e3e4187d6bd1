// DoRA under dropout with one mask of features k [in] for all tokens of a pass: W'' = W (1 + (g - 1) k'), element by element,
// and the gradient of the magnitude that goes with y = x W''' + g s (x~ A') B'.
//
// Fused because it is bound by memory: W is read once and W'' written once, where (W' - W) x~ would be a second large product.
// Rounded at random like W' (see merge.cu), because g - 1 is mostly smaller than half a unit in the last place.

extern "C" __global__ void masked_gain(
    const element* __restrict__ w, const float* __restrict__ gain, element* __restrict__ out, u32 packs, u32 packs_per_row,
    u32 key, u32 mask_key, u32 threshold, float scale) {
  u32 p = blockIdx.x * blockDim.x + threadIdx.x;
  if (p >= packs) return;
  float h = gain[p / packs_per_row] - 1;
  uint4 loaded = __ldg((const uint4*)w + p);
  const u32* word = (const u32*)&loaded;
  u32 mask = seed(p % packs_per_row, mask_key);
  u32 state = seed(p, key);
  u32 result[4];
#pragma unroll
  for (int i = 0; i < 4; i++) {
    float first = low(word[i]) * (1 + h * next_factor(mask, threshold, scale));
    float second = high(word[i]) * (1 + h * next_factor(mask, threshold, scale));
    result[i] = dithered(first, second, next(state));
  }
  ((uint4*)out)[p] = make_uint4(result[0], result[1], result[2], result[3]);
}

// The columns of x that the mask hides, one behind another: [tokens, padded], 0 from `count` on.
extern "C" __global__ void hidden_columns(
    const element* __restrict__ x, const long long* __restrict__ hidden, element* __restrict__ out, int columns, int count,
    int padded) {
  const element* from = x + (long long)blockIdx.x * columns;
  element* to = out + (long long)blockIdx.x * padded;
  for (int i = threadIdx.x; i < padded; i += blockDim.x) to[i] = i < count ? from[hidden[i]] : narrow(0);
}

__device__ __forceinline__ float warp_sum(float value) {
  for (int offset = 16; offset > 0; offset /= 2) value += __shfl_xor_sync(0xffffffffu, value, offset);
  return value;
}

// sum over tokens of dy (x k) . w for one row, by a warp: what division cannot recover.
__device__ float exact_row(
    const element* dy, const element* x, const element* w, int row, int rows, int columns, int tokens, u32 mask_key,
    u32 threshold, float scale) {
  float sum = 0;
  for (int j = threadIdx.x % 32; j < columns; j += 32) {
    u32 state = sequence_at(j, mask_key);
    float factor = next_factor(state, threshold, scale) * widen(w[j]);
    if (factor == 0) continue;
    float column = 0;
    for (int t = 0; t < tokens; t++) column += widen(dy[(long long)t * rows + row]) * widen(x[(long long)t * columns + j]);
    sum += factor * column;
  }
  return warp_sum(sum);
}

// dm += (K + R) / n, one warp a row, from D = sum dy y, the low-rank part R = s B . (dy' x~ A'), and S = sum over hidden
// columns of W (dy' x): with c = 1 / (1 - p), D = (1/c + g - 1) K + S + g R, so K = c (D - S - g R) / (1 + (g - 1) c).
extern "C" __global__ void masked_magnitude_gradient(
    const float* __restrict__ dots, const float* __restrict__ low_rank, const float* __restrict__ b,
    const float* __restrict__ hidden_dots, const long long* __restrict__ hidden, const element* __restrict__ w,
    const float* __restrict__ gain, const float* __restrict__ norm, float* gradient, const element* dy, const element* x,
    int chunks, int rows, int columns, int tokens, int rank, int count, int padded, float scaling, u32 mask_key, u32 threshold,
    float scale, float least) {
  int row = (blockIdx.x * blockDim.x + threadIdx.x) / 32;
  int lane = threadIdx.x % 32;
  if (row >= rows || norm[row] == 0) return;
  float d = 0, r = 0, s = 0;
  for (int i = lane; i < chunks; i += 32) d += dots[(long long)i * rows + row];
  for (int i = lane; i < rank; i += 32) r += low_rank[(long long)row * rank + i] * b[(long long)row * rank + i];
  const element* from = w + (long long)row * columns;
  for (int i = lane; i < count; i += 32) s += hidden_dots[(long long)row * padded + i] * widen(from[hidden[i]]);
  d = warp_sum(d);
  r = scaling * warp_sum(r);
  s = warp_sum(s);
  float g = gain[row];
  float slope = 1 + (g - 1) * scale;
  float k = fabsf(slope) > least ? scale * (d - s - g * r) / slope
                                 : exact_row(dy, x, from, row, rows, columns, tokens, mask_key, threshold, scale);
  if (lane == 0) gradient[row] += (k + r) / norm[row];
}
