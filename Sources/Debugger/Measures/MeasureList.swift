/// Every measure, in the order of `help`.
public let allMeasures: [Measure] = [
  Measure.offloaded,
  Measure.macs,
  Measure.bytes,
  Measure.host,
  Measure.regions,
  Measure.copies,
  Measure.copied,
  Measure.memory,
  Measure.error,
  Measure.cycles,
  Measure.instructions,
]
