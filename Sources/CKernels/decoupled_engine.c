#include "DecoupledEngine.h"

#include <string.h>

#include "decoupled_loops.h"

#define RARE static __attribute__((noinline, cold))
#define IS_RARE(x) __builtin_expect(!!(x), 0)

// MARK: Announcing

dk_pages dk_pages_of(size_t start, size_t bytes) {
  return (dk_pages){(uint32_t)(start / DK_PAGE), (uint32_t)((start + bytes - 1) / DK_PAGE)};
}

void dk_will_write(uint64_t *dirty, dk_pages pages) {
  for (uint32_t page = pages.first; page <= pages.last; page++)
    dirty[page / 64] |= (uint64_t)1 << page % 64;
}

/// The same; most writes are within a page.
DK_INLINE void will_write(dk_machine *m, dk_pages pages) {
  if (IS_RARE(pages.last != pages.first)) return dk_will_write(m->dirty, pages);
  m->dirty[pages.first / 64] |= (uint64_t)1 << pages.first % 64;
}

/// Notes which instruction wrote or read a memory last, and which of its elements at most.
DK_INLINE void note(ptrdiff_t *list, uint32_t slot, uint32_t index, const dk_span *elements) {
  ptrdiff_t *entry = list + 3 * (size_t)slot;
  entry[0] = index;
  memcpy(entry + 1, elements, sizeof *elements);
}

// MARK: Transfers

DK_INLINE dk_site place_of(const dk_transfer *t, const dk_record *r) {
  const size_t element = r->operand;
  return (dk_site){
      r->dram, t->memory_sram + element * t->sram_bytes, t->memory_stamps + element * 4};
}

DK_INLINE dk_span elements_of(const dk_transfer *t, const dk_record *r) {
  return (dk_span){r->operand, (ptrdiff_t)(r->operand + t->count)};
}

DK_APART void load(dk_machine *m, uint32_t index, const dk_record *r, ptrdiff_t first,
                   ptrdiff_t end) {
  const dk_transfer *t = m->transfers + r->detail;
  const dk_site at = place_of(t, r);
  const dk_span elements = elements_of(t, r);
  will_write(m, dk_pages_of(at.sram, t->count * t->sram_bytes));
  will_write(m, dk_pages_of(at.stamps, t->count * 4));
  dk_load(m->level, m->cells, t, &at, (uint32_t)first, (uint32_t)end, index + 1);
  if (t->slot == m->micro_ops.number) m->epoch++;
  if (m->shadow && t->slot == m->weights.number)
    dk_shadow_lose_weights(m->shadow, (size_t)elements.low, (size_t)elements.high);
  if (m->shadow && t->slot == m->inputs.number)
    dk_shadow_lose_inputs(m->shadow, (size_t)elements.low, (size_t)elements.high);
  note(m->writes, t->slot, index, &elements);
  if (end == r->steps) m->loaded[t->memory] += t->counted;
}

/// Says which pages of DRAM rows are written that lie far from each other.
RARE void will_write_rows(dk_machine *m, const dk_transfer *t, size_t dram, ptrdiff_t first,
                          ptrdiff_t end) {
  const size_t bytes = (size_t)t->columns * t->dram_bytes;
  for (ptrdiff_t row = first; row < end; row++)
    will_write(m, dk_pages_of(dram + (size_t)row * t->stride, bytes));
}

DK_APART void store(dk_machine *m, uint32_t index, const dk_record *r, ptrdiff_t first,
                    ptrdiff_t end) {
  const dk_transfer *t = m->transfers + r->detail;
  const dk_site at = place_of(t, r);
  const dk_span elements = elements_of(t, r);
  if (IS_RARE(t->stride > DK_PAGE))
    will_write_rows(m, t, r->dram, first, end);
  else
    will_write(m, dk_pages_of(r->dram, t->extent));
  dk_store(m->level, m->cells, t, &at, (uint32_t)first, (uint32_t)end);
  note(m->reads, t->slot, index, &elements);
  if (end == r->steps) m->stored[t->memory] += t->counted;
}

// MARK: Nests

void dk_forget_preparations(dk_machine *m) {
  m->epoch++;
  if (!m->shadow) return;
  dk_shadow_lose_weights(m->shadow, 0, m->weights.depth);
  dk_shadow_lose_inputs(m->shadow, 0, m->inputs.depth);
}

void dk_forget_shapes(dk_machine *m) {
  for (size_t n = 0; n < m->shape_count; n++) dk_forget(m->shapes + n);
  m->shape_bytes = 0;
}

DK_INLINE dk_span clipped(uint64_t low, uint64_t last, uint32_t depth) {
  const ptrdiff_t end = depth;
  return (dk_span){low < depth ? (ptrdiff_t)low : end, last < depth ? (ptrdiff_t)last + 1 : end};
}

static dk_pages element_pages(const dk_memory *memory, dk_span span) {
  return dk_pages_of(memory->offset + (size_t)span.low * memory->bytes,
                     (size_t)(span.high - span.low) * memory->bytes);
}

static dk_pages stamp_pages(const dk_memory *memory, dk_span span) {
  return dk_pages_of(memory->stamps + (size_t)span.low * 4, (size_t)(span.high - span.low) * 4);
}

/// Works out what a nest reads and writes, at most.
static void find_spans(const dk_machine *m, const dk_record *r, dk_shape *shape) {
  const int is_gemm = r->raw_kind == DK_GEMM;
  const uint32_t depths[3] = {m->sums.depth, is_gemm ? m->inputs.depth : m->sums.depth,
                              m->weights.depth};
  for (int part = 0; part < 3; part++)
    shape->spans[part] = clipped(shape->low[part], shape->high[part], depths[part]);
  shape->uop_span =
      (dk_span){shape->first_uop, (ptrdiff_t)shape->first_uop + shape->loops.uop_count};
  shape->pages = element_pages(&m->sums, shape->spans[0]);
  shape->stamp_pages = stamp_pages(&m->sums, shape->spans[0]);
}

RARE void prepare(dk_machine *m, const dk_record *r, dk_shape *shape) {
  if (m->shape_bytes > m->most_shape_bytes) dk_forget_shapes(m);
  m->shape_bytes += dk_prepare(shape, m->cells + m->micro_ops.offset, &m->encoding);
  find_spans(m, r, shape);
  shape->prepared_at = m->epoch;
}

DK_INLINE int is_nest(const dk_record *r) {
  return r->raw_kind >= DK_GEMM && r->raw_kind <= DK_ALU;
}

DK_INLINE dk_shape *shape_now(dk_machine *m, const dk_record *r) {
  dk_shape *shape = m->shapes + r->detail;
  if (IS_RARE(shape->prepared_at != m->epoch)) prepare(m, r, shape);
  return shape;
}

int dk_is_bad(dk_machine *m, uint32_t index) {
  const dk_record *r = m->records + index;
  return is_nest(r) && ((r->flags & DK_CLIPPED) || shape_now(m, r)->is_bad);
}

/// Says which elements a whole nest reads and writes, at most.
DK_INLINE void announce(dk_machine *m, uint32_t index, const dk_record *r, const dk_shape *shape) {
  const uint32_t sums = m->sums.number;
  will_write(m, shape->pages);
  will_write(m, shape->stamp_pages);
  note(m->writes, sums, index, shape->spans);
  note(m->reads, m->micro_ops.number, index, &shape->uop_span);
  if (r->raw_kind == DK_CLEAR) return;
  const int has_source = r->raw_kind == DK_ALU && !m->vectors[r->operand].has_immediate;
  note(m->reads, sums, index, shape->spans + has_source);
  if (r->raw_kind == DK_ALU) return;
  note(m->reads, m->inputs.number, index, shape->spans + 1);
  note(m->reads, m->weights.number, index, shape->spans + 2);
}

DK_INLINE int32_t *sums_of(const dk_machine *m) {
  return (int32_t *)(void *)(m->cells + m->sums.offset);
}

DK_INLINE uint32_t *stamps_of(const dk_machine *m, const dk_memory *memory) {
  return (uint32_t *)(void *)(m->cells + memory->stamps);
}

/// Below so many steps nobody looks for a blocked product.
enum { FEW_STEPS = 16 };

static void multiply(dk_machine *m, uint32_t index, const dk_record *r, dk_shape *shape,
                     int32_t *sums, uint32_t *stamps) {
  const int8_t *inputs = (const int8_t *)m->cells + m->inputs.offset;
  const int8_t *weights = (const int8_t *)m->cells + m->weights.offset;
  const ptrdiff_t steps = (ptrdiff_t)shape->loops.count;
  if (steps == r->steps && steps >= FEW_STEPS && m->shadow &&
      dk_multiply(m->shadow, shape, index + 1, inputs, weights, sums, stamps))
    return;
  dk_gemm(m->level, &shape->loops, shape->uops, m->rows, m->columns, m->depth, inputs, weights,
          sums, stamps);
}

/// Narrows what a nest has computed so far into the memory that is stored.
RARE void copy_results(dk_machine *m, uint32_t index, const dk_shape *shape) {
  const dk_memory *results = &m->results;
  const dk_span span = clipped(shape->low[0], shape->high[0], results->depth);
  if (span.low == span.high) return;
  will_write(m, element_pages(results, span));
  will_write(m, stamp_pages(results, span));
  dk_results(sums_of(m), stamps_of(m, &m->sums), (size_t)span.low, (size_t)span.high, index + 1,
             m->lanes, m->result_width, m->cells + results->offset, stamps_of(m, results));
  note(m->writes, results->number, index, &span);
}

DK_APART void nest(dk_machine *m, uint32_t index, const dk_record *r, dk_shape *shape,
                   ptrdiff_t first, ptrdiff_t end) {
  announce(m, index, r, shape);
  shape->loops.first = (uint64_t)first;
  shape->loops.count = (uint64_t)(end - first);
  shape->loops.tag = index + 1;
  int32_t *sums = sums_of(m);
  uint32_t *stamps = stamps_of(m, &m->sums);
  if (r->raw_kind == DK_GEMM) {
    multiply(m, index, r, shape, sums, stamps);
    *m->gemm_steps += end - first;
  } else if (r->raw_kind == DK_CLEAR) {
    return dk_clear(m->level, &shape->loops, shape->uops, m->lanes, sums, stamps);
  } else {
    dk_alu(m->level, &shape->loops, shape->uops, m->vectors + r->operand, sums, stamps);
    *m->alu_steps += end - first;
  }
  if (IS_RARE(m->result_width)) copy_results(m, index, shape);
}

// MARK: Instructions

/// The numbers that every instruction changes, at hand.
typedef struct {
  ptrdiff_t available, full, finished, work;
} counts;

DK_INLINE counts counts_of(const dk_machine *m) {
  return (counts){*m->available, *m->full, *m->finished, *m->work};
}

DK_INLINE void keep(dk_machine *m, counts now) {
  *m->available = now.available;
  *m->full = now.full;
  *m->finished = now.finished;
  *m->work = now.work;
}

DK_INLINE void begin(dk_machine *m, counts *now, uint32_t index, const dk_record *r) {
  for (uint32_t rest = r->pops; rest; rest &= rest - 1) {
    const int queue = __builtin_ctz(rest);
    const ptrdiff_t popped = ++m->popped[queue];
    now->full &= ~((ptrdiff_t)1 << queue);
    if (popped == m->pushed[queue]) now->available &= ~((ptrdiff_t)1 << queue);
  }
  m->beginning[index] = (int32_t)now->finished;
  now->work += m->instruction_work;
}

/// - Parameter shape: that of a nest; NULL for other instructions.
DK_INLINE void run_steps(dk_machine *m, counts *now, uint32_t index, const dk_record *r,
                         dk_shape *shape, ptrdiff_t first, ptrdiff_t end) {
  if (shape)
    nest(m, index, r, shape, first, end);
  else if (r->raw_kind == DK_LOAD)
    load(m, index, r, first, end);
  else if (r->raw_kind == DK_STORE)
    store(m, index, r, first, end);
  now->work += (end - first) * (ptrdiff_t)r->step_work;
}

DK_INLINE void finish(dk_machine *m, counts *now, uint32_t index, const dk_record *r) {
  for (uint32_t rest = r->pushes; rest; rest &= rest - 1) {
    const int queue = __builtin_ctz(rest);
    const ptrdiff_t pushed = ++m->pushed[queue];
    now->available |= (ptrdiff_t)1 << queue;
    if (pushed - m->popped[queue] >= m->token_depths[queue]) now->full |= (ptrdiff_t)1 << queue;
  }
  m->heads[r->unit]++;
  m->finishing[now->finished] = (int32_t)index;
  now->finished++;
  *m->last_finished = index;
}

void dk_begin(dk_machine *m, uint32_t index) {
  counts now = counts_of(m);
  begin(m, &now, index, m->records + index);
  keep(m, now);
}

void dk_do(dk_machine *m, uint32_t index, ptrdiff_t first, ptrdiff_t end) {
  const dk_record *r = m->records + index;
  counts now = counts_of(m);
  run_steps(m, &now, index, r, is_nest(r) ? shape_now(m, r) : NULL, first, end);
  keep(m, now);
}

void dk_finish(dk_machine *m, uint32_t index) {
  counts now = counts_of(m);
  finish(m, &now, index, m->records + index);
  keep(m, now);
}

// MARK: Order

void dk_fetch(dk_machine *m, ptrdiff_t end) {
  if (!m->queue_depths) {
    *m->fetched = end;
    return;
  }
  while (*m->fetched < end) {
    const uint32_t unit = m->records[*m->fetched].unit;
    if (m->queued[unit] - m->heads[unit] >= m->queue_depths[unit]) return;
    m->queued[unit]++;
    *m->fetched += 1;
  }
}

/// What an instruction is where there is none.
#define NONE PTRDIFF_MAX

/// Looks up the instruction that is next at a unit, of those before `end`.
DK_INLINE void find_candidate(dk_machine *m, uint32_t unit, ptrdiff_t end) {
  const ptrdiff_t index = m->lists[unit][m->heads[unit]];
  m->candidates[unit] = index < end ? index : NONE;
}

static void find_candidates(dk_machine *m) {
  for (uint32_t unit = 0; unit < m->units; unit++) find_candidate(m, unit, *m->fetched);
}

/// Whether an instruction can have its tokens, and there is room for those that it pushes.
DK_INLINE int is_ready(const dk_record *r, ptrdiff_t available, ptrdiff_t full) {
  return ((r->pops & ~available) | (r->pushes & full)) == 0;
}

/// The first candidate that is ready.
DK_APART ptrdiff_t first_ready(const dk_machine *m, ptrdiff_t available, ptrdiff_t full) {
  ptrdiff_t first = NONE;
  for (uint32_t unit = 0; unit < m->units; unit++) {
    const ptrdiff_t index = m->candidates[unit];
    if (index < first && is_ready(m->records + index, available, full)) first = index;
  }
  return first;
}

/// The oldest instruction that has not finished, which is a candidate. Where queues have an end, the
/// end of the stream: nobody then looks for it.
static ptrdiff_t find_oldest(const dk_machine *m, ptrdiff_t stream_end) {
  ptrdiff_t oldest = stream_end;
  if (m->queue_depths) return oldest;
  for (uint32_t unit = 0; unit < m->units; unit++)
    if (m->candidates[unit] < oldest) oldest = m->candidates[unit];
  return oldest;
}

/// The next one after `oldest`, which has finished.
DK_INLINE ptrdiff_t next_oldest(const dk_machine *m, ptrdiff_t oldest, ptrdiff_t stream_end) {
  do oldest++;
  while (oldest < stream_end && m->candidates[m->records[oldest].unit] != oldest);
  return oldest;
}

int dk_run(dk_machine *m, ptrdiff_t stream_end, ptrdiff_t end, ptrdiff_t work) {
  counts now = counts_of(m);
  const ptrdiff_t limit = now.work + work;
  const int has_depths = m->queue_depths != NULL;
  int why = DK_DONE;
  find_candidates(m);
  ptrdiff_t oldest = find_oldest(m, stream_end);
  while (now.finished < end && now.work < limit) {
    ptrdiff_t index = oldest;
    if (IS_RARE(oldest == stream_end || !is_ready(m->records + oldest, now.available, now.full))) {
      index = first_ready(m, now.available, now.full);
      if (index == NONE) {
        why = DK_STUCK;
        break;
      }
    }
    const dk_record *r = m->records + index;
    dk_shape *shape = is_nest(r) ? shape_now(m, r) : NULL;
    if (IS_RARE(r->flags || (shape && shape->is_bad))) {
      why = DK_LOOK;
      break;
    }
    begin(m, &now, (uint32_t)index, r);
    run_steps(m, &now, (uint32_t)index, r, shape, 0, r->steps);
    finish(m, &now, (uint32_t)index, r);
    if (IS_RARE(has_depths)) {
      dk_fetch(m, stream_end);
      find_candidates(m);
      continue;
    }
    find_candidate(m, r->unit, stream_end);
    if (index == oldest) oldest = next_oldest(m, oldest, stream_end);
  }
  keep(m, now);
  return why;
}
