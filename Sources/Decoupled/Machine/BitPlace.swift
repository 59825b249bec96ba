import ISA

/// Where a number stands in a word.
struct BitPlace: BitwiseCopyable {
  let lsb: Int
  let width: Int
  let isSigned: Bool

  /// What the number is where there is no field.
  let fallback: Int

  init(_ field: Field?, fallback: Int = 0) {
    lsb = field?.lsb ?? 0
    width = field?.width ?? 0
    isSigned = field?.isSigned ?? false
    self.fallback = fallback
  }

  /// - Cost: a few instructions: nothing is looked up by name.
  func value(in word: Word) -> Int {
    width > 0 ? word.number(at: lsb, width: width, isSigned: isSigned) : fallback
  }
}
