// y = w * round(x / sqrt(mean(x^2) + eps)), optionally of a residual sum x + delta that is written out too.
//
// Fused because each step alone (square, mean, root, product, rounding, weight, residual sum) is a pass over memory
// that costs more than its arithmetic. One block works on one row; the second pass over the row comes from the cache.

extern "C" __global__ void rms_norm(
    const element* x, const element* delta, const element* weight, element* sum, element* y, float* inverse_rms,
    int columns, float epsilon) {
  __shared__ float scratch[33];
  long long row = blockIdx.x;
  int packs = columns / WIDTH;
  const element* from = delta ? sum + row * columns : x + row * columns;
  float squares = 0;
  for (int p = threadIdx.x; p < packs; p += blockDim.x) {
    Pack value = load(x + row * columns, p);
    if (delta) {
      Pack other = load(delta + row * columns, p);
#pragma unroll
      for (int i = 0; i < WIDTH; i++) value.at[i] = narrow(widen(value.at[i]) + widen(other.at[i]));
      store(sum + row * columns, p, value);
    }
#pragma unroll
    for (int i = 0; i < WIDTH; i++) squares += widen(value.at[i]) * widen(value.at[i]);
  }
  float scale = rsqrtf(block_sum(squares, scratch) / columns + epsilon);
  if (threadIdx.x == 0) inverse_rms[row] = scale;
  for (int p = threadIdx.x; p < packs; p += blockDim.x) {
    Pack value = load(from, p);
    Pack w = load(weight, p);
#pragma unroll
    for (int i = 0; i < WIDTH; i++) value.at[i] = narrow(widen(narrow(widen(value.at[i]) * scale)) * widen(w.at[i]));
    store(y + row * columns, p, value);
  }
}

// y again from x and the saved 1/rms.
extern "C" __global__ void rms_norm_again(
    const element* x, const float* inverse_rms, const element* weight, element* y, int columns) {
  long long row = blockIdx.x;
  float scale = inverse_rms[row];
  for (int p = threadIdx.x; p < columns / WIDTH; p += blockDim.x) {
    Pack value = load(x + row * columns, p);
    Pack w = load(weight, p);
#pragma unroll
    for (int i = 0; i < WIDTH; i++) value.at[i] = narrow(widen(narrow(widen(value.at[i]) * scale)) * widen(w.at[i]));
    store(y + row * columns, p, value);
  }
}

// With n = x * scale: dx = scale * (w dy - n * mean(n * w dy)), plus the gradient that reaches x along the residual path.
extern "C" __global__ void rms_norm_backward(
    const element* dy, const element* x, const float* inverse_rms, const element* weight, const element* residual,
    element* dx, int columns) {
  __shared__ float scratch[33];
  long long start = (long long)blockIdx.x * columns;
  int packs = columns / WIDTH;
  float scale = inverse_rms[blockIdx.x];
  float projection = 0;
  for (int p = threadIdx.x; p < packs; p += blockDim.x) {
    Pack g = load(dy + start, p);
    Pack value = load(x + start, p);
    Pack w = load(weight, p);
#pragma unroll
    for (int i = 0; i < WIDTH; i++) projection += widen(g.at[i]) * widen(w.at[i]) * widen(value.at[i]) * scale;
  }
  float mean = block_sum(projection, scratch) / columns;
  for (int p = threadIdx.x; p < packs; p += blockDim.x) {
    Pack g = load(dy + start, p);
    Pack value = load(x + start, p);
    Pack w = load(weight, p);
    Pack along;
    if (residual) along = load(residual + start, p);
#pragma unroll
    for (int i = 0; i < WIDTH; i++) {
      float d = scale * (widen(g.at[i]) * widen(w.at[i]) - widen(value.at[i]) * scale * mean);
      value.at[i] = narrow(residual ? d + widen(along.at[i]) : d);
    }
    store(dx + start, p, value);
  }
}
