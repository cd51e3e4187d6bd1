// Per row of logits the RANK largest, best first: log p = logit - log(sum(exp(logits))), and their columns.
//
// Fused because a step of beam search needs a handful of numbers of each row: one read of the logits in their own type
// instead of a widened copy, its log-softmax, the sums with the texts' scores and a radix selection over all of them.
//
// One block works on one row. A thread keeps the RANK largest of the elements that it reads, in order; then RANK times
// the block takes the largest of its threads' first ones. Of equal logits the one with the smaller column comes first.

#define THREADS 256
#define WARPS (THREADS / 32)
#define NOTHING __int_as_float(0xff800000) // -infinity

struct Best {
  float value[RANK];
  int column[RANK];

  __device__ __forceinline__ void add(float x, int at) {
    if (!(x > value[RANK - 1])) return;
#pragma unroll
    for (int r = RANK - 1; r > 0; r--) {
      if (x > value[r - 1]) {
        value[r] = value[r - 1];
        column[r] = column[r - 1];
      } else if (x > value[r]) {
        value[r] = x;
        column[r] = at;
      }
    }
    if (x > value[0]) {
      value[0] = x;
      column[0] = at;
    }
  }

  __device__ __forceinline__ void pop() {
#pragma unroll
    for (int r = 0; r < RANK - 1; r++) {
      value[r] = value[r + 1];
      column[r] = column[r + 1];
    }
    value[RANK - 1] = NOTHING;
    column[RANK - 1] = 0x7fffffff;
  }
};

__device__ __forceinline__ bool before(float x, int at, float y, int other) { return x > y || (x == y && at < other); }

extern "C" __global__ void __launch_bounds__(THREADS)
    best_tokens(const element* logits, float* scores, long long* columns, int vocabulary) {
  __shared__ float scratch[33];
  __shared__ float maxima[WARPS];
  __shared__ float firsts[WARPS];
  __shared__ int places[WARPS];
  const element* row = logits + (long long)blockIdx.x * vocabulary;
  int packs = vocabulary / WIDTH;
  int warp = threadIdx.x / 32;
  Best best;
#pragma unroll
  for (int r = 0; r < RANK; r++) {
    best.value[r] = NOTHING;
    best.column[r] = 0x7fffffff;
  }
  float highest = -3.4e38f;
  float sum = 0;
#pragma unroll 2
  for (int p = threadIdx.x; p < packs; p += THREADS) {
    Pack pack = load(row, p);
    float local = highest;
#pragma unroll
    for (int i = 0; i < WIDTH; i++) local = fmaxf(local, widen(pack.at[i]));
    sum *= __expf(highest - local);
    highest = local;
#pragma unroll
    for (int i = 0; i < WIDTH; i++) {
      float x = widen(pack.at[i]);
      sum += __expf(x - highest);
      best.add(x, p * WIDTH + i);
    }
  }

  float top = highest;
  for (int offset = 16; offset > 0; offset /= 2) top = fmaxf(top, __shfl_xor_sync(0xffffffffu, top, offset));
  if (threadIdx.x % 32 == 0) maxima[warp] = top;
  __syncthreads();
  for (int i = 0; i < WARPS; i++) top = fmaxf(top, maxima[i]);
  float all = top + logf(block_sum(sum * __expf(highest - top), scratch));

  for (int r = 0; r < RANK; r++) {
    float x = best.value[0];
    int at = best.column[0];
    for (int offset = 16; offset > 0; offset /= 2) {
      float y = __shfl_xor_sync(0xffffffffu, x, offset);
      int other = __shfl_xor_sync(0xffffffffu, at, offset);
      if (before(y, other, x, at)) {
        x = y;
        at = other;
      }
    }
    if (threadIdx.x % 32 == 0) {
      firsts[warp] = x;
      places[warp] = at;
    }
    __syncthreads();
    for (int i = 0; i < WARPS; i++) {
      if (before(firsts[i], places[i], x, at)) {
        x = firsts[i];
        at = places[i];
      }
    }
    if (threadIdx.x == 0) {
      scores[(long long)blockIdx.x * RANK + r] = x - all;
      columns[(long long)blockIdx.x * RANK + r] = min(at, vocabulary - 1);
    }
    if (best.column[0] == at) best.pop();
    __syncthreads();
  }
}
