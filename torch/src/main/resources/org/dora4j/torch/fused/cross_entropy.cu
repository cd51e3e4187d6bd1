// Per row of logits: loss = log(sum(exp(logits))) - logits[target], and in the logits' place the gradient
// scale * (softmax(logits) - onehot(target)).
//
// Fused because logits are the largest tensor of a step: two reads and one write of half-precision elements instead of
// some ten passes over a widened copy. One block works on one row; maximum and sum are found in one pass.

extern "C" __global__ void cross_entropy(
    element* logits, const long long* targets, float* losses, int vocabulary, float scale, int with_gradient) {
  __shared__ float scratch[33];
  __shared__ float maxima[32];
  element* row = logits + (long long)blockIdx.x * vocabulary;
  int packs = vocabulary / WIDTH;
  float highest = -3.4e38f;
  float sum = 0;
  for (int p = threadIdx.x; p < packs; p += blockDim.x) {
    Pack value = load(row, p);
    float local = highest;
#pragma unroll
    for (int i = 0; i < WIDTH; i++) local = fmaxf(local, widen(value.at[i]));
    sum *= __expf(highest - local);
    highest = local;
#pragma unroll
    for (int i = 0; i < WIDTH; i++) sum += __expf(widen(value.at[i]) - highest);
  }
  float best = highest;
  for (int offset = 16; offset > 0; offset /= 2) best = fmaxf(best, __shfl_xor_sync(0xffffffffu, best, offset));
  if (threadIdx.x % 32 == 0) maxima[threadIdx.x / 32] = best;
  __syncthreads();
  for (int i = 0; i < blockDim.x / 32; i++) best = fmaxf(best, maxima[i]);
  float total = block_sum(sum * __expf(highest - best), scratch);
  long long target = targets[blockIdx.x];
  if (threadIdx.x == 0) losses[blockIdx.x] = logf(total) + best - widen(row[target]);
  if (!with_gradient) return;
  __syncthreads();
  float factor = scale / total;
  for (int p = threadIdx.x; p < packs; p += blockDim.x) {
    Pack value = load(row, p);
#pragma unroll
    for (int i = 0; i < WIDTH; i++) {
      float d = __expf(widen(value.at[i]) - best) * factor;
      value.at[i] = narrow((long long)p * WIDTH + i == target ? d - scale : d);
    }
    store(row, p, value);
  }
}
