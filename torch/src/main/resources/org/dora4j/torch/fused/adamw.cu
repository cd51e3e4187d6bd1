// AdamW with the gradient clipped on the way (see AdamW.java for the equations). Fused because each of its dozen steps
// alone would read and write buffers the size of all trained parameters. c = clip / (norm + 1e-6) where that is below 1;
// a norm that is not finite leaves everything as it is.

extern "C" __global__ void adamw(
    float* value, const float* gradient, float* mean, float* square, const float* norm, long long count, float clip,
    float rate, float decay, float beta1, float beta2, float epsilon, float mean_correction, float root_correction) {
  float factor = 1;
  if (norm) {
    float length = *norm;
    if (!isfinite(length)) return;
    if (clip > 0 && clip / (length + 1e-6f) < 1) factor = clip / (length + 1e-6f);
  }
  for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < count; i += (long long)gridDim.x * blockDim.x) {
    float g = gradient[i] * factor;
    float m = mean[i] + (1 - beta1) * (g - mean[i]);
    float v = beta2 * square[i] + (1 - beta2) * g * g;
    mean[i] = m;
    square[i] = v;
    float theta = value[i] * decay;
    value[i] = theta - rate / mean_correction * m / (sqrtf(v) / root_correction + epsilon);
  }
}
