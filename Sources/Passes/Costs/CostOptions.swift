/// The weights of estimates as options of a pass.
enum CostOptions {

  /// What stands for what the descriptions of the targets say.
  private static let unset = "target"

  private static let products = PassOption(
    "host-macs", default: unset, in: 1 ... .max,
    "multiply-accumulates that the host computes in a second, for estimates of cost")

  private static let bytes = PassOption(
    "host-bytes", default: unset, in: 1 ... .max,
    "bytes that operators on the host read and write in a second, for estimates of cost")

  private static let border = PassOption(
    "border-bytes", default: unset, in: 1 ... .max,
    "bytes that go into regions and come out in a second, for estimates of cost")

  private static let launch = PassOption(
    "launch", default: unset, in: 0 ... .max,
    "nanoseconds that a call of a region takes besides, for estimates of cost")

  static let all: [any AnyPassOption] = [products, bytes, border, launch]

  static func weights(_ options: PassOptions) -> CostWeights {
    var weights = CostWeights()
    weights.products = options[products]
    weights.bytes = options[bytes]
    weights.border = options[border]
    weights.launch = options[launch]
    return weights
  }

}
