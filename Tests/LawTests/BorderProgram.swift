import GraphIR
import Support
import Tensors

/// The text of a random program of int8 values, with regions of `vta` between operators of the
/// host.
struct BorderProgram {

  private var random: SplitMix64
  private var functions: [String] = []
  private var lines: [String] = []
  private var values: [(name: String, shape: [Int])] = []
  private var parameters: [(name: String, shape: [Int])] = []
  private var count = 0

  /// A program of about `count` operators.
  init(seed: Int, count: Int) {
    random = SplitMix64(seed: UInt64(seed))
    for index in 0 ..< Int.random(in: 1 ... 2, using: &random) {
      let channels = [3, 8, 16, 20, 32].randomElement(using: &random)!
      let extent = [1, 2, 4].randomElement(using: &random)!
      parameters.append(("x\(index)", [1, channels, extent, 2]))
    }
    values = parameters
    for _ in 0 ..< count { step() }
  }

  var text: String {
    let given = parameters.map { "%\($0.name): \(type($0.shape))" }.joined(separator: ", ")
    let results = values.suffix(3).map { "%\($0.name)" }.joined(separator: ", ")
    let body = lines.map { "  \($0)" }.joined(separator: "\n")
    let main = "def @main(\(given)) {\n\(body)\n  (\(results))\n}\n"
    return "#[version = \"0.0.5\"]\n" + functions.joined() + main
  }

  /// What `main` is given.
  var inputs: [Tensor] {
    var random = random
    return parameters.map { parameter in
      let numbers = (0 ..< parameter.shape.product).map { _ in
        Int8.random(in: -128 ... 127, using: &random)
      }
      return Tensor(parameter.shape, numbers)
    }
  }

  private func type(_ shape: [Int]) -> String {
    "Tensor[(\(shape.map(String.init).joined(separator: ", "))), int8]"
  }

  private mutating func add(_ text: String, _ shape: [Int]) {
    let name = next()
    lines.append("%\(name) = \(text);")
    values.append((name, shape))
  }

  private mutating func next() -> String {
    defer { count += 1 }
    return String(count)
  }

  private mutating func step() {
    let x = values.suffix(4).randomElement(using: &random)!
    let y = values.last { $0.shape == x.shape }!
    let shape = x.shape
    switch Int.random(in: 0 ..< 12, using: &random) {
    case 0: add("nn.relu(%\(x.name))", shape)
    case 1: add("clip(%\(x.name), a_min=-7f, a_max=99f)", shape)
    case 2: add("add(%\(x.name), %\(y.name))", shape)
    case 3: add("maximum(%\(x.name), %\(y.name))", shape)
    case 4 where shape.count == 4:
      add(
        "transpose(%\(x.name), axes=[0, 1, 3, 2])", [1, shape[1], shape[3], shape[2]])
    case 5 where shape.count == 4:
      add(
        "reshape(%\(x.name), newshape=[1, \(shape[1]), \(shape[2] * shape[3]), 1])",
        [1, shape[1], shape[2] * shape[3], 1])
    case 6 where shape.product < 400:
      add("concatenate((%\(x.name), %\(y.name)), axis=1)", [1, 2 * shape[1]] + shape.dropFirst(2))
    case 7 where shape.count == 4:
      add("nn.batch_flatten(%\(x.name))", [1, shape.dropFirst().product])
    case 8: add("negative(%\(x.name))", shape)
    default: region(x)
    }
  }

  /// A call of a new region, of one result or two.
  private mutating func region(_ x: (name: String, shape: [Int])) {
    var (argument, shape) = x
    if shape.count == 2 {
      add("reshape(%\(x.name), newshape=[1, \(shape[1]), 1, 1])", shape + [1, 1])
      (argument, shape) = values[values.count - 1]
    }
    let isPair = Int.random(in: 0 ..< 4, using: &random) == 0
    let name = "vta_\(functions.count)"
    let pools = (0 ..< (isPair ? 2 : 1)).map { _ in
      shape.dropFirst(2).map { $0 % 2 == 0 && Bool.random(using: &random) ? 2 : 1 }
    }
    var body = ""
    var results: [String] = []
    for pool in pools {
      let (function, result) = (next(), next())
      results.append("%\(result)")
      body += """
          %\(function) = fn (%p: \(type(shape)), Composite="vta.max_pool2d") {
            nn.max_pool2d(%p, pool_size=[\(pool[0]), \(pool[1])], strides=[\(pool[0]), \(pool[1])])
          };
          %\(result) = %\(function)(%a);

        """
    }
    body += isPair ? "  (\(results.joined(separator: ", ")))" : "  \(results[0])"
    functions.append(
      "def @\(name)(%a: \(type(shape)), global_symbol=\"\(name)\", Compiler=\"vta\") {\n"
        + body + "\n}\n")
    let shapes = pools.map { [1, shape[1], shape[2] / $0[0], shape[3] / $0[1]] }
    guard isPair else { return add("@\(name)(%\(argument))", shapes[0]) }
    let pair = next()
    lines.append("%\(pair) = @\(name)(%\(argument));")
    for (index, shape) in shapes.enumerated() { add("%\(pair).\(index)", shape) }
  }

}
