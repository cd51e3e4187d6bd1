// Put in front of every kernel. Elements in memory are BF16, F16 or F32 (macro ELEMENT: 0, 1, 2); arithmetic is always float.
// WIDTH elements are read and written at a time: 16 bytes where columns divide by that many, else 1 element.
// No header is included, so that a GPU's driver and NVRTC are all that compiling needs.

typedef unsigned short u16;
typedef unsigned int u32;

#if ELEMENT == 0
typedef u16 element;
__device__ __forceinline__ float widen(element x) { return __uint_as_float((u32)x << 16); }
__device__ __forceinline__ element narrow(float x) {
  u16 bits;
  asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(bits) : "f"(x));
  return bits;
}
#elif ELEMENT == 1
typedef u16 element;
__device__ __forceinline__ float widen(element x) {
  float wide;
  asm("cvt.f32.f16 %0, %1;" : "=f"(wide) : "h"(x));
  return wide;
}
__device__ __forceinline__ element narrow(float x) {
  u16 bits;
  asm("cvt.rn.f16.f32 %0, %1;" : "=h"(bits) : "f"(x));
  return bits;
}
#else
typedef float element;
__device__ __forceinline__ float widen(element x) { return x; }
__device__ __forceinline__ element narrow(float x) { return x; }
#endif

struct __align__(WIDTH * sizeof(element)) Pack {
  element at[WIDTH];
};

__device__ __forceinline__ Pack load(const element* from, long long pack) { return ((const Pack*)from)[pack]; }
__device__ __forceinline__ void store(element* to, long long pack, const Pack& value) { ((Pack*)to)[pack] = value; }

// The sum of one value per thread, known to every thread; scratch holds 33 floats of shared memory.
__device__ __forceinline__ float block_sum(float value, float* scratch) {
  for (int offset = 16; offset > 0; offset /= 2) value += __shfl_xor_sync(0xffffffffu, value, offset);
  int warp = threadIdx.x / 32;
  int warps = (blockDim.x + 31) / 32;
  __syncthreads();
  if (threadIdx.x % 32 == 0) scratch[warp] = value;
  __syncthreads();
  if (threadIdx.x == 0) {
    float sum = 0;
    for (int i = 0; i < warps; i++) sum += scratch[i];
    scratch[32] = sum;
  }
  __syncthreads();
  return scratch[32];
}
