import GraphIR
import Support

/// How many programs may be run to find the best one, and on how many samples.
///
/// Both follow from how much a run computes, not from the clock: the same model gives the same
/// program on every machine.
struct SearchBudget: Sendable {

  /// What all runs of a search may compute.
  /// - Units: multiply-accumulates.
  private static let work = 8_000_000_000

  /// What the measuring of one program may compute.
  /// - Units: multiply-accumulates.
  private static let measuring = 1_000_000_000

  /// What an operator costs besides its products, and what it costs to translate one.
  /// - Units: multiply-accumulates.
  private static let nodeCost = 20_000

  /// How many samples a program is measured on at most.
  private static let mostSamples = 16

  /// How many programs are run at most.
  private static let mostTrials = 96

  /// The samples that programs are measured on, at equal distances.
  let measured: [Int]

  private(set) var rest: Int

  /// How many programs may be run altogether.
  let whole: Int

  /// - Parameter trials: how many programs may be run; nil where it follows from what they compute.
  init(of module: GraphModule, samples: Int, trials: Int?) {
    let nodes = module.main.map { module.postorder(of: $0) } ?? []
    let products = nodes.compactMap { module.multiplyAccumulates(of: $0) }
    let run = max(
      1, min(products.reduce(0) { $0.addingReportingOverflow($1).partialValue }, 1 << 40))
    let most = max(1, min(Self.mostSamples, Self.measuring / run))
    let count = min(most, samples)
    measured = (0 ..< count).map { $0 * samples / count }
    let cost = max(1, count) * (run + nodes.count * Self.nodeCost)
    whole = trials ?? min(Self.mostTrials, Self.work / cost)
    rest = whole
  }

  /// What programs are measured on, in words.
  func words(for inputs: CalibrationInputs) -> String {
    let count = inputs.samples.count
    guard measured.count < count else { return inputs.origin }
    return "\(measured.count) of them"
  }

  /// Takes down that one more program was run.
  mutating func spend() { rest -= 1 }

  /// Takes a part away that is left for something else.
  /// - Returns: how many programs that is.
  mutating func holdBack(oneOf parts: Int) -> Int {
    let held = rest / parts
    rest -= held
    return held
  }

}
