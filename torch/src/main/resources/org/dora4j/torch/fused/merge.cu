// W' = g (W + s B A), row by row: the weight that a layer and its adapter have together (g = 1 for LoRA).
//
// Fused because it is bound by memory: W is read once and W' written once, and the low-rank product exists in registers
// only, from tensor cores in TF32. A block holds 64 rows of W; each of its 4 warps 16 of them, 32 columns at a time, as
// matrix fragments in which every thread owns 8 neighbouring elements of two rows.
//
// An update smaller than half a unit in the last place of W would vanish when W' is rounded to the nearest element, and
// with it the first steps of every training. So W' is rounded up or down at random, up as often as the remainder says;
// the random number follows from the element's place and a key, so that forward and backward see the same W'.

#define ROWS 64
#define COLUMNS 128
#define STRIDE 130  // of a row of A in shared memory: no two threads of a fragment meet in a bank

__device__ __forceinline__ u32 tf32(float x) {
  u32 bits;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(x));
  return bits;
}

__device__ __forceinline__ void multiply(float* c, const u32* a, u32 b0, u32 b1) {
  asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

// Two random 16-bit numbers from the place of a pair of elements.
__device__ __forceinline__ u32 random_bits(u32 place, u32 key) {
  u32 h = place * 0x9E3779B9u ^ key;
  h ^= h >> 16;
  h *= 0x85EBCA6Bu;
  h ^= h >> 13;
  h *= 0xC2B2AE35u;
  return h ^ (h >> 16);
}

// Rounds up or down: random bits are added below the last place that an element has, and the rest is cut off.
__device__ __forceinline__ element dithered(float x, u32 bits16) {
  if (x != x) return narrow(x);
#if ELEMENT == 0
  return (element)((__float_as_uint(x) + bits16) >> 16);
#else
  return narrow(__uint_as_float((__float_as_uint(x) + (bits16 >> 3)) & ~0x1fffu));
#endif
}

// The fragments of s B for the 16 rows of this warp.
__device__ __forceinline__ void load_b(u32 (*fragment)[4], const float* b, int row, int rows, int rank, float scaling) {
  int group = threadIdx.x % 32 / 4;
  int quarter = threadIdx.x % 4;
#pragma unroll
  for (int k = 0; k < RANK / 8; k++) {
#pragma unroll
    for (int i = 0; i < 4; i++) {
      int j = row + group + (i % 2) * 8;
      int r = k * 8 + quarter + (i / 2) * 4;
      fragment[k][i] = j < rows && r < rank ? tf32(scaling * b[(long long)j * rank + r]) : 0;
    }
  }
}

// Columns [start, start + COLUMNS) of A to shared memory, 0 beyond its edges.
__device__ __forceinline__ void load_a(u32* shared, const float* a, int start, int columns, int rank) {
  int column = start + threadIdx.x;
#pragma unroll 8
  for (int r = 0; r < RANK; r++) {
    shared[r * STRIDE + threadIdx.x] = r < rank && column < columns ? tf32(a[(long long)r * columns + column]) : 0;
  }
}

// s B A for 16 rows and 32 columns: sum[i][0..1] are elements 2i, 2i+1 of this thread's 8 in its first row, [2..3] in its second.
__device__ __forceinline__ void product(float (*sum)[4], const u32 (*b)[4], const u32* shared, int first) {
  int n = threadIdx.x % 32 / 4;
  int quarter = threadIdx.x % 4;
  const u32* from = shared + quarter * STRIDE + first + 8 * (n / 2) + n % 2;
#pragma unroll
  for (int i = 0; i < 4; i++) {
    sum[i][0] = sum[i][1] = sum[i][2] = sum[i][3] = 0;
#pragma unroll
    for (int k = 0; k < RANK / 8; k++) {
      multiply(sum[i], b[k], from[k * 8 * STRIDE + 2 * i], from[(k * 8 + 4) * STRIDE + 2 * i]);
    }
  }
}

// out = (g + offset) W + g s B A. offset is 0, or -1 for what an adapter adds to the base.
extern "C" __global__ void __launch_bounds__(128) merge(
    const element* w, const float* a, const float* b, const float* gain, element* out, int rows, int columns, int rank,
    float scaling, float offset, int dither, u32 key) {
  extern __shared__ u32 shared[];  // RANK rows of STRIDE
  int group = threadIdx.x % 32 / 4;
  int quarter = threadIdx.x % 4;
  int row = blockIdx.x * ROWS + threadIdx.x / 32 * 16;
  u32 fragment[RANK / 8][4];
  load_b(fragment, b, row, rows, rank, scaling);
  float g[2];
  for (int h = 0; h < 2; h++) g[h] = gain && row + group + 8 * h < rows ? gain[row + group + 8 * h] : 1;
  for (int start = blockIdx.y * COLUMNS; start < columns; start += gridDim.y * COLUMNS) {
    Pack loaded[COLUMNS / 32][2];
#pragma unroll
    for (int part = 0; part < COLUMNS / 32; part++) {
      int column = start + part * 32 + quarter * 8;
#pragma unroll
      for (int h = 0; h < 2; h++) {
        int j = row + group + 8 * h;
        if (j < rows && column < columns) loaded[part][h] = load(w + (long long)j * columns + column, 0);
      }
    }
    __syncthreads();
    load_a(shared, a, start, columns, rank);
    __syncthreads();
#pragma unroll
    for (int part = 0; part < COLUMNS / 32; part++) {
      float sum[4][4];
      product(sum, fragment, shared, part * 32);
      int column = start + part * 32 + quarter * 8;
#pragma unroll
      for (int h = 0; h < 2; h++) {
        int j = row + group + 8 * h;
        if (j >= rows || column >= columns) continue;
        long long place = (long long)j * columns + column;
        Pack result;
#pragma unroll
        for (int i = 0; i < 8; i += 2) {
          float first = (g[h] + offset) * widen(loaded[part][h].at[i]) + g[h] * sum[i / 2][2 * h];
          float second = (g[h] + offset) * widen(loaded[part][h].at[i + 1]) + g[h] * sum[i / 2][2 * h + 1];
          if (dither) {
            u32 bits = random_bits((u32)((place + i) / 2), key);
            result.at[i] = dithered(first, bits & 0xffffu);
            result.at[i + 1] = dithered(second, bits >> 16);
          } else {
            result.at[i] = narrow(first);
            result.at[i + 1] = narrow(second);
          }
        }
        store(out + place, 0, result);
      }
    }
  }
}

// Partial sums of the squares of the rows of W + s B A: partial is [gridDim.y, rows].
extern "C" __global__ void __launch_bounds__(128) row_squares(
    const element* w, const float* a, const float* b, float* partial, int rows, int columns, int rank, float scaling) {
  extern __shared__ u32 shared[];  // RANK rows of STRIDE
  int group = threadIdx.x % 32 / 4;
  int quarter = threadIdx.x % 4;
  int row = blockIdx.x * ROWS + threadIdx.x / 32 * 16;
  u32 fragment[RANK / 8][4];
  load_b(fragment, b, row, rows, rank, scaling);
  float squares[2] = {0, 0};
  for (int start = blockIdx.y * COLUMNS; start < columns; start += gridDim.y * COLUMNS) {
    Pack loaded[COLUMNS / 32][2];
#pragma unroll
    for (int part = 0; part < COLUMNS / 32; part++) {
      int column = start + part * 32 + quarter * 8;
#pragma unroll
      for (int h = 0; h < 2; h++) {
        int j = row + group + 8 * h;
        if (j < rows && column < columns) loaded[part][h] = load(w + (long long)j * columns + column, 0);
      }
    }
    __syncthreads();
    load_a(shared, a, start, columns, rank);
    __syncthreads();
#pragma unroll
    for (int part = 0; part < COLUMNS / 32; part++) {
      float sum[4][4];
      product(sum, fragment, shared, part * 32);
      if (start + part * 32 + quarter * 8 >= columns) continue;
#pragma unroll
      for (int h = 0; h < 2; h++) {
        if (row + group + 8 * h >= rows) continue;
#pragma unroll
        for (int i = 0; i < 8; i++) {
          float v = widen(loaded[part][h].at[i]) + sum[i / 2][2 * h + i % 2];
          squares[h] += v * v;
        }
      }
    }
  }
#pragma unroll
  for (int h = 0; h < 2; h++) {
    for (int offset = 1; offset < 4; offset *= 2) squares[h] += __shfl_xor_sync(0xffffffffu, squares[h], offset);
    int j = row + group + 8 * h;
    if (quarter == 0 && j < rows) partial[(long long)blockIdx.y * rows + j] = squares[h];
  }
}

// n = sqrt(sum of partial squares), g = m / n (0 for a row of zeros), and the thin factors in the elements' type: g B and A.
extern "C" __global__ void gains(
    const float* partial, const float* magnitude, const float* a, const float* b, float* norm, float* gain,
    element* gained_b, element* narrow_a, int splits, int rows, int columns, int rank) {
  long long start = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  for (long long i = start; i < (long long)rank * columns; i += (long long)gridDim.x * blockDim.x) narrow_a[i] = narrow(a[i]);
  for (long long i = start; i < (long long)rows * rank; i += (long long)gridDim.x * blockDim.x) {
    int j = i / rank;
    float g = 1;
    if (magnitude) {
      float squares = 0;
      for (int split = 0; split < splits; split++) squares += partial[(long long)split * rows + j];
      float n = sqrtf(squares);
      g = n == 0 ? 0 : magnitude[j] / n;
      if (i % rank == 0) {
        norm[j] = n;
        gain[j] = g;
      }
    }
    gained_b[i] = narrow(g * b[i]);
  }
}
