// Inverted dropout without a mask in memory: y = k x and dx += k d, where k is 0 with probability p, else 1 / (1 - p).
//
// Fused because both are bound by memory: drawing a mask, scaling it and multiplying by it moves three to four times as much.
// k follows from the element's place and a key alone, so backward and a recomputed forward pass see the same.

extern "C" __global__ void dropout(
    const element* x, element* y, long long packs, u32 key, u32 threshold, float scale) {
  long long p = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (p >= packs) return;
  Pack value = load(x, p);
  u32 state = sequence_at(p * WIDTH, key);
#pragma unroll
  for (int i = 0; i < WIDTH; i++) value.at[i] = narrow(next_factor(state, threshold, scale) * widen(value.at[i]));
  store(y, p, value);
}

extern "C" __global__ void add_dropped(
    const element* d, element* dx, long long packs, u32 key, u32 threshold, float scale) {
  long long p = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (p >= packs) return;
  Pack value = load(d, p);
  Pack sum = load(dx, p);
  u32 state = sequence_at(p * WIDTH, key);
#pragma unroll
  for (int i = 0; i < WIDTH; i++) {
    sum.at[i] = narrow(widen(sum.at[i]) + next_factor(state, threshold, scale) * widen(value.at[i]));
  }
  store(dx, p, sum);
}
