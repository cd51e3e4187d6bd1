// W' = g (W + s B A), row by row: the weight that a layer and its adapter have together (g = 1 for LoRA).
//
// Fused because it is bound by memory: W is read once, packed or not, and W' written once, and the low-rank product exists in registers
// only, from tensor cores in TF32. A block works on 64 rows, whose part of B lies in shared memory; each of its 4 warps
// takes 32 columns at a time, whose part of A it holds in registers, in 4 tiles of 16 rows. Columns are dealt to the
// tensor cores' fragments so that every thread owns 8 neighbouring elements of two rows: 16 bytes at a time. Column n of
// fragment i is column 4 n + i of the 32, so A too is read 16 bytes at a time.
//
// An update smaller than half a unit in the last place of W would vanish when W' is rounded to the nearest element, and
// with it the first steps of every training. So W' is rounded up or down at random, up as often as the remainder says;
// the random number follows from the element's place and a key, so that forward and backward see the same W'.

#define ROWS 64
#define TILES 4
#define COLUMNS 128
#define STEPS (RANK / 8)

// Rounds to TF32's 10 bits; tensor cores leave the other 13 out themselves.
__device__ __forceinline__ u32 tf32(float x) { return __float_as_uint(x) + 0x1000u; }

__device__ __forceinline__ void multiply(float* c, const uint4& a, const u32* b) {
  asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
      : "r"(a.x), "r"(a.y), "r"(a.z), "r"(a.w), "r"(b[0]), "r"(b[1]));
}

// s B for the block's rows as fragments: 4 numbers a thread, tile and step of 8 ranks. 0 beyond the edges.
__device__ __forceinline__ void load_b(uint4* shared, const float* b, int first_row, int rows, int rank, float scaling) {
  for (int i = threadIdx.x; i < TILES * STEPS * 32; i += blockDim.x) {
    int lane = i % 32;
    int j = first_row + i / (32 * STEPS) * 16 + lane / 4;
    int r = i / 32 % STEPS * 8 + lane % 4;
    u32 value[4];
#pragma unroll
    for (int q = 0; q < 4; q++) {
      int row = j + q % 2 * 8;
      int k = r + q / 2 * 4;
      value[q] = row < rows && k < rank ? tf32(scaling * b[(long long)row * rank + k]) : 0;
    }
    shared[i] = make_uint4(value[0], value[1], value[2], value[3]);
  }
}

// 32 columns of A as fragments: for step k and column tile i, ranks quarter and quarter + 4. Columns come in eights.
__device__ __forceinline__ void load_a(u32 (*fragment)[4][2], const float* __restrict__ a, int start, int columns, int rank) {
  int quarter = threadIdx.x % 4;
  int column = start + threadIdx.x % 32 / 4 * 4;
  const float* from = a + column + quarter * columns;
#pragma unroll
  for (int k = 0; k < STEPS; k++) {
#pragma unroll
    for (int h = 0; h < 2; h++) {
      bool there = column < columns && k * 8 + quarter + 4 * h < rank;
      float4 value = there ? __ldg((const float4*)from) : make_float4(0, 0, 0, 0);
      fragment[k][0][h] = tf32(value.x);
      fragment[k][1][h] = tf32(value.y);
      fragment[k][2][h] = tf32(value.z);
      fragment[k][3][h] = tf32(value.w);
      from += 4 * columns;
    }
  }
}

// s B A for 16 rows and 32 columns: sum[i] holds elements i and i + 4 of this thread's 8 in its first row, then in its second.
__device__ __forceinline__ void product(float (*sum)[4], const uint4* b, const u32 (*a)[4][2]) {
#pragma unroll
  for (int i = 0; i < 4; i++) sum[i][0] = sum[i][1] = sum[i][2] = sum[i][3] = 0;
#pragma unroll
  for (int k = 0; k < STEPS; k++) {
    uint4 rows = b[k * 32];
#pragma unroll
    for (int i = 0; i < 4; i++) multiply(sum[i], rows, a[k][i]);
  }
}

// The thread's eight elements of two rows of each tile; what lies beyond the edges is not read.
__device__ __forceinline__ void load_w(Eight (*w)[2], const Weight& from, int row, int column, int rows, int columns) {
#pragma unroll
  for (int tile = 0; tile < TILES; tile++) {
#pragma unroll
    for (int h = 0; h < 2; h++) {
      int j = row + tile * 16 + 8 * h;
      w[tile][h] = j < rows && column < columns ? from.eight((u32)j * columns + column, j) : Eight{};
    }
  }
}

// out = (g + offset) W + g s B A. offset is 0, or -1 for what an adapter adds to the base.
extern "C" __global__ void __launch_bounds__(128) merge(
    WEIGHT, const float* __restrict__ a, const float* __restrict__ b, const float* __restrict__ gain, element* __restrict__ out, int rows, int columns, int rank,
    float scaling, float offset, u32 key) {
  extern __shared__ uint4 shared[];
  __shared__ float book[16];
  int lane = threadIdx.x % 32;
  int row = blockIdx.x * ROWS + lane / 4;
  load_b(shared, b, blockIdx.x * ROWS, rows, rank, scaling);
  load_book(book);
  __syncthreads();
  Weight w(WEIGHT_ARGUMENTS, book);
  float g[TILES][2];
#pragma unroll
  for (int tile = 0; tile < TILES; tile++) {
#pragma unroll
    for (int h = 0; h < 2; h++) g[tile][h] = gain && row + tile * 16 + 8 * h < rows ? gain[row + tile * 16 + 8 * h] : 1;
  }
  for (int start = blockIdx.y * COLUMNS + threadIdx.x / 32 * 32; start < columns; start += gridDim.y * COLUMNS) {
    int column = start + lane % 4 * 8;
    Eight loaded[TILES][2];
    load_w(loaded, w, row, column, rows, columns);
    u32 fragment[STEPS][4][2];
    load_a(fragment, a, start, columns, rank);
#pragma unroll
    for (int tile = 0; tile < TILES; tile++) {
      float sum[4][4];
      product(sum, shared + tile * STEPS * 32 + lane, fragment);
#pragma unroll
      for (int h = 0; h < 2; h++) {
        int j = row + tile * 16 + 8 * h;
        if (j >= rows || column >= columns) continue;
        float base = g[tile][h] + offset;
        u32 place = (u32)j * columns + column;
        u32 state = seed(place / 8, key);
        u32 result[4];
#pragma unroll
        for (int i = 0; i < 4; i++) {
          float first = base * w.first(loaded[tile][h], i) + g[tile][h] * sum[2 * i % 4][2 * h + i / 2];
          float second = base * w.second(loaded[tile][h], i) + g[tile][h] * sum[2 * i % 4 + 1][2 * h + i / 2];
          result[i] = dithered(first, second, next(state));
        }
        *(uint4*)(out + place) = make_uint4(result[0], result[1], result[2], result[3]);
      }
    }
  }
}

// Partial sums of the squares of the rows of W + s B A: partial is [gridDim.y, rows].
extern "C" __global__ void __launch_bounds__(128) row_squares(
    WEIGHT, const float* __restrict__ a, const float* __restrict__ b, float* __restrict__ partial, int rows, int columns, int rank, float scaling) {
  extern __shared__ uint4 shared[];
  __shared__ float book[16];
  __shared__ float sums[4][ROWS];
  int lane = threadIdx.x % 32;
  int row = blockIdx.x * ROWS + lane / 4;
  load_b(shared, b, blockIdx.x * ROWS, rows, rank, scaling);
  load_book(book);
  __syncthreads();
  Weight w(WEIGHT_ARGUMENTS, book);
  float squares[TILES][2] = {};
  for (int start = blockIdx.y * COLUMNS + threadIdx.x / 32 * 32; start < columns; start += gridDim.y * COLUMNS) {
    Eight loaded[TILES][2];
    load_w(loaded, w, row, start + lane % 4 * 8, rows, columns);
    u32 fragment[STEPS][4][2];
    load_a(fragment, a, start, columns, rank);
#pragma unroll
    for (int tile = 0; tile < TILES; tile++) {
      float sum[4][4];
      product(sum, shared + tile * STEPS * 32 + lane, fragment);
#pragma unroll
      for (int h = 0; h < 2; h++) {
#pragma unroll
        for (int i = 0; i < 4; i++) {
          float first = w.first(loaded[tile][h], i) + sum[2 * i % 4][2 * h + i / 2];
          float second = w.second(loaded[tile][h], i) + sum[2 * i % 4 + 1][2 * h + i / 2];
          squares[tile][h] += first * first + second * second;
        }
      }
    }
  }
#pragma unroll
  for (int tile = 0; tile < TILES; tile++) {
#pragma unroll
    for (int h = 0; h < 2; h++) {
      float sum = squares[tile][h];
      sum += __shfl_xor_sync(0xffffffffu, sum, 1);
      sum += __shfl_xor_sync(0xffffffffu, sum, 2);
      if (lane % 4 == 0) sums[threadIdx.x / 32][tile * 16 + 8 * h + lane / 4] = sum;
    }
  }
  __syncthreads();
  int j = blockIdx.x * ROWS + threadIdx.x;
  if (threadIdx.x < ROWS && j < rows) {
    float sum = 0;
    for (int warp = 0; warp < 4; warp++) sum += sums[warp][threadIdx.x];
    partial[(long long)blockIdx.y * rows + j] = sum;
  }
}

// n = sqrt(sum of partial squares), g = m / n (0 for a row of zeros), and the thin factors in the elements' type: g B and A.
extern "C" __global__ void gains(
    const float* partial, const float* magnitude, const float* a, const float* b, float* norm, float* gain,
    element* gained_b, element* narrow_a, int splits, int rows, int columns, int rank) {
  int start = blockIdx.x * blockDim.x + threadIdx.x;
  int stride = gridDim.x * blockDim.x;
  for (int i = start; i < rank * columns; i += stride) narrow_a[i] = narrow(a[i]);
  for (int i = start; i < rows * rank; i += stride) {
    int j = i / rank;
    float g = 1;
    if (magnitude) {
      float squares = 0;
      for (int split = 0; split < splits; split++) squares += partial[split * rows + j];
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
