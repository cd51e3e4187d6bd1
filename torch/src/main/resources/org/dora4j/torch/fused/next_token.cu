// Attention of every text's next token to the keys and values in its row of a cache, and the storing of its own there:
//   softmax(scale q K^T + mask) V.
//
// Fused because there is nothing to do but to read the keys and values once, at the memory's speed: kernels for whole
// prompts compute tiles of 64 or 128 queries, and here are as few as one.
//
// q is [R * texts, groups * heads, e], k and v are [R * texts, groups, e], keys and values [R, capacity, groups, e] with
// lengths [R] tokens in each row, the next ones counted, and mask [R * texts, heads, columns] or none. A
// row's texts times the heads of a group are queries of the same keys; a block takes RANK of them: blockIdx.x is row and
// group, blockIdx.y which of the queries. LANES threads hold one key, WIDTH features each, and are one of the block's
// streams; a stream takes every so many-th key with a softmax of its own. In the end the softmaxes are joined: with the
// largest score m, the sum of weights s and the weighted values a of each, a = sum a_i exp(m_i - m), s = sum s_i exp(m_i - m).

#define THREADS 256
#define WARPS (THREADS / 32)
#define AHEAD (RANK > 2 ? 2 : 4) // keys of a stream that are on their way at a time: what registers allow
#define NOTHING __int_as_float(0xff800000) // -infinity

// exp(x - most), where both may be -infinity.
__device__ __forceinline__ float weight(float x, float most) { return x == NOTHING ? 0.0f : __expf(x - most); }

template <int LANES>
struct Softmax {
  float most[RANK];
  float sum[RANK];
  float value[RANK][WIDTH];

  // Makes top, not below any score so far, what all weights are relative to.
  __device__ __forceinline__ void rise(int i, float top) {
    float kept = weight(most[i], top);
    sum[i] *= kept;
#pragma unroll
    for (int c = 0; c < WIDTH; c++) value[i][c] *= kept;
    most[i] = top;
  }

  __device__ __forceinline__ void add(int i, float score, const Pack& v) {
    float share = weight(score, most[i]);
    sum[i] += share;
#pragma unroll
    for (int c = 0; c < WIDTH; c++) value[i][c] += share * widen(v.at[c]);
  }

  // Joins the streams of a warp.
  __device__ __forceinline__ void join(int i) {
#pragma unroll
    for (int offset = LANES; offset < 32; offset *= 2) {
      float other = __shfl_xor_sync(0xffffffffu, most[i], offset);
      float top = fmaxf(most[i], other);
      float kept = weight(most[i], top);
      float share = weight(other, top);
      sum[i] = sum[i] * kept + __shfl_xor_sync(0xffffffffu, sum[i], offset) * share;
#pragma unroll
      for (int c = 0; c < WIDTH; c++) {
        value[i][c] = value[i][c] * kept + __shfl_xor_sync(0xffffffffu, value[i][c], offset) * share;
      }
      most[i] = top;
    }
  }
};

// q k of one query and key, known to all of a stream's threads.
template <int LANES>
__device__ __forceinline__ float dot(const float* q, const Pack& k) {
  float sum = 0;
#pragma unroll
  for (int c = 0; c < WIDTH; c++) sum += q[c] * widen(k.at[c]);
#pragma unroll
  for (int offset = LANES / 2; offset > 0; offset /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, offset);
  return sum;
}

template <int LANES>
__device__ __forceinline__ void attend(
    const element* q, const element* k, const element* v, element* keys, element* values, const int* lengths,
    const element* mask, element* out, int texts, int groups, int heads, int capacity, int columns, float scale) {
  __shared__ float joined[WARPS][RANK][LANES * WIDTH + 2];
  int row = blockIdx.x / groups;
  int group = blockIdx.x % groups;
  int queries = texts * heads;
  int first = blockIdx.y * RANK;
  int lane = threadIdx.x % LANES;
  int stream = threadIdx.x / LANES;
  const int streams = THREADS / LANES;
  int before = lengths[row] - texts;
  long long cached = ((long long)row * capacity * groups + group) * LANES + lane;
  long long step = (long long)groups * LANES;

  float query[RANK][WIDTH];
  Softmax<LANES> softmax;
#pragma unroll
  for (int i = 0; i < RANK; i++) {
    int index = min(first + i, queries - 1);
    long long text = (long long)row * texts + index / heads;
    Pack pack = load(q, ((text * groups + group) * heads + index % heads) * LANES + lane);
#pragma unroll
    for (int c = 0; c < WIDTH; c++) query[i][c] = widen(pack.at[c]) * scale;
    softmax.most[i] = NOTHING;
    softmax.sum[i] = 0;
#pragma unroll
    for (int c = 0; c < WIDTH; c++) softmax.value[i][c] = 0;
  }

  // All that a round reads is asked for before any of it is used: each answer takes longer than the arithmetic.
  for (int start = 0; start < before; start += AHEAD * streams) {
    Pack key[AHEAD];
    Pack value[AHEAD];
    float hidden[AHEAD][RANK];
#pragma unroll
    for (int n = 0; n < AHEAD; n++) {
      // Behind the last key its neighbour is read again, and not counted.
      int t = min(start + n * streams + stream, before - 1);
      key[n] = load(keys, cached + t * step);
      value[n] = load(values, cached + t * step);
#pragma unroll
      for (int i = 0; i < RANK; i++) {
        long long at = (long long)row * queries + min(first + i, queries - 1);
        hidden[n][i] = mask ? widen(mask[at * columns + t]) : 0.0f;
      }
    }
#pragma unroll
    for (int i = 0; i < RANK; i++) {
      float score[AHEAD];
      float top = softmax.most[i];
#pragma unroll
      for (int n = 0; n < AHEAD; n++) {
        bool counts = start + n * streams + stream < before;
        float seen = dot<LANES>(query[i], key[n]) + hidden[n][i];
        score[n] = counts ? seen : NOTHING;
        top = fmaxf(top, score[n]);
      }
      softmax.rise(i, top);
#pragma unroll
      for (int n = 0; n < AHEAD; n++) softmax.add(i, score[n], value[n]);
    }
  }

  // Of the row's new tokens a text sees its own. The first stream counts it.
#pragma unroll
  for (int i = 0; i < RANK; i++) {
    long long text = (long long)row * texts + min(first + i, queries - 1) / heads;
    long long own = (text * groups + group) * LANES + lane;
    float all = dot<LANES>(query[i], load(k, own));
    float score = stream == 0 ? all : NOTHING;
    softmax.rise(i, fmaxf(softmax.most[i], score));
    softmax.add(i, score, load(v, own));
  }
  if (blockIdx.y == 0) {
    for (int i = stream; i < texts; i += streams) {
      long long own = (((long long)row * texts + i) * groups + group) * LANES + lane;
      store(keys, cached + (before + i) * step, load(k, own));
      store(values, cached + (before + i) * step, load(v, own));
    }
  }

  int warp = threadIdx.x / 32;
#pragma unroll
  for (int i = 0; i < RANK; i++) {
    softmax.join(i);
    if (threadIdx.x % 32 < LANES) {
#pragma unroll
      for (int c = 0; c < WIDTH; c++) joined[warp][i][lane * WIDTH + c] = softmax.value[i][c];
      if (lane == 0) {
        joined[warp][i][LANES * WIDTH] = softmax.most[i];
        joined[warp][i][LANES * WIDTH + 1] = softmax.sum[i];
      }
    }
  }
  __syncthreads();
  for (int at = threadIdx.x; at < RANK * LANES * WIDTH; at += THREADS) {
    int i = at / (LANES * WIDTH);
    int c = at % (LANES * WIDTH);
    int index = first + i;
    if (index >= queries) continue;
    float top = NOTHING;
    for (int w = 0; w < WARPS; w++) top = fmaxf(top, joined[w][i][LANES * WIDTH]);
    float sum = 0;
    float value = 0;
    for (int w = 0; w < WARPS; w++) {
      float share = weight(joined[w][i][LANES * WIDTH], top);
      sum += joined[w][i][LANES * WIDTH + 1] * share;
      value += joined[w][i][c] * share;
    }
    long long text = (long long)row * texts + index / heads;
    out[((text * groups + group) * heads + index % heads) * (LANES * WIDTH) + c] = narrow(value / sum);
  }
}

#define NEXT_TOKEN(LANES)                                                                                                  \
  extern "C" __global__ void __launch_bounds__(THREADS) next_token_##LANES(                                               \
      const element* q, const element* k, const element* v, element* keys, element* values, const int* lengths,           \
      const element* mask, element* out, int texts, int groups, int heads, int capacity, int columns, float scale) {      \
    attend<LANES>(q, k, v, keys, values, lengths, mask, out, texts, groups, heads, capacity, columns, scale);             \
  }
NEXT_TOKEN(4)
NEXT_TOKEN(8)
NEXT_TOKEN(16)
NEXT_TOKEN(32)
