// dm_j += (sum over tokens of dy_tj y_tj) / d_j, DoRA's gradient of the magnitude: y is the layer's product x W'^T and d = m,
// or y = x V^T and d the norm of V's rows.
//
// Fused because the products dy * y need no memory. First partial sums over chunks of tokens, then their sum in a fixed
// order, so that the result is the same each time. Where the gain g = m / n is almost 0, y is too and says nothing:
// there the second kernel computes the row's own product sum_t dy_tj (x_t . V_j) / n_j, V_j = W_j + s B_j A.

extern "C" __global__ void partial_dots(const element* dy, const element* y, float* partial, int rows, int columns, int chunk) {
  __shared__ float sums[8][32 * WIDTH];
  int lane = threadIdx.x % 32;
  int warp = threadIdx.x / 32;
  int packs = columns / WIDTH;
  int p = blockIdx.x * 32 + lane;
  float sum[WIDTH];
#pragma unroll
  for (int i = 0; i < WIDTH; i++) sum[i] = 0;
  if (p < packs) {
    int end = min(rows, (int)(blockIdx.y + 1) * chunk);
    for (int row = blockIdx.y * chunk + warp; row < end; row += 8) {
      Pack a = load(dy, (long long)row * packs + p);
      Pack b = load(y, (long long)row * packs + p);
#pragma unroll
      for (int i = 0; i < WIDTH; i++) sum[i] += widen(a.at[i]) * widen(b.at[i]);
    }
  }
#pragma unroll
  for (int i = 0; i < WIDTH; i++) sums[warp][lane * WIDTH + i] = sum[i];
  __syncthreads();
  for (int c = threadIdx.x; c < 32 * WIDTH; c += blockDim.x) {
    int column = blockIdx.x * 32 * WIDTH + c;
    if (column >= columns) continue;
    float all = 0;
#pragma unroll
    for (int w = 0; w < 8; w++) all += sums[w][c];
    partial[(long long)blockIdx.y * columns + column] = all;
  }
}

extern "C" __global__ void magnitude_gradient(
    const float* partial, const float* divisor, const float* gain, const float* norm, const element* dy, const element* x,
    WEIGHT, const float* a, const float* b, float* gradient, int chunks, int columns, int rows, int inputs,
    int rank, float scaling, float least_gain) {
  __shared__ float scratch[33];
  __shared__ float book[16];
  load_book(book);
  Weight weight(WEIGHT_ARGUMENTS, book);
  int column = blockIdx.x * blockDim.x + threadIdx.x;
  bool here = column < columns;
  bool small = here && gain && fabsf(gain[column]) <= least_gain;
  if (here && !small) {
    float sum = 0;
    for (int chunk = 0; chunk < chunks; chunk++) sum += partial[(long long)chunk * columns + column];
    if (divisor[column] != 0) gradient[column] += sum / divisor[column];
  }
  if (!__syncthreads_or(small)) return;
  for (int j = blockIdx.x * blockDim.x; j < min(columns, (int)((blockIdx.x + 1) * blockDim.x)); j++) {
    if (fabsf(gain[j]) > least_gain) continue;
    float dot = 0;
    for (int i = threadIdx.x; i < inputs; i += blockDim.x) {
      float direction = 0;
      for (int k = 0; k < rank; k++) direction += b[(long long)j * rank + k] * a[(long long)k * inputs + i];
      direction = weight.at((u32)j * inputs + i, j) + scaling * direction;
      float through = 0;
      for (int t = 0; t < rows; t++) through += widen(dy[(long long)t * columns + j]) * widen(x[(long long)t * inputs + i]);
      dot += direction * through;
    }
    float all = block_sum(dot, scratch);
    if (threadIdx.x == 0 && norm[j] != 0) gradient[j] += all / norm[j];
  }
}
