public import Diagnostics
public import GraphIR
import Support

/// Graphs of any size, for passes.
public enum Graphs {

  /// The operators that the accelerator of `passes` takes, and others.
  public static let taken = ["add", "nn.relu"]
  private static let left = ["sin", "abs"]

  /// One operator after the other.
  public static func chain(_ count: Int) throws(Diagnostic) -> GraphModule {
    try module(
      text(count) { place in
        place.isMultiple(of: 2) ? ("nn.relu", [place - 1]) : ("add", [place - 1, place - 1])
      })
  }

  /// Operators that read some of the twenty before, half of which an accelerator takes.
  public static func net(_ count: Int) throws(Diagnostic) -> GraphModule {
    try module(netText(count))
  }

  /// The same as Relay text.
  public static func netText(_ count: Int) -> String {
    var random = SplitMix64(seed: 5)
    return text(count) { place in
      func earlier() -> Int { place - 1 - Int(random.next() % UInt64(min(20, place + 1))) }
      // What was computed last is read, so that nothing is left out.
      if random.next() % 4 < 2 { return ("add", [place - 1, earlier()]) }
      let names = [taken[1]] + left
      return (names[Int(random.next() % UInt64(names.count))], [earlier()])
    }
  }

  /// - Parameter make: the name of an operator and the places of its operands; -1 is the input.
  private static func text(_ count: Int, _ make: (Int) -> (String, [Int])) -> String {
    let type = "Tensor[(1, 16), float32]"
    func name(_ place: Int) -> String { place < 0 ? "%x" : "%\(place)" }
    var lines = (0 ..< count).map { place in
      let (op, operands) = make(place)
      return "  \(name(place)) = \(op)(\(operands.map(name).joined(separator: ", ")));"
    }
    lines.append("  nn.relu(\(name(count - 1)))")
    let head = "#[version = \"0.0.5\"]\ndef @main(%x: \(type)) -> \(type) {\n"
    return head + lines.joined(separator: "\n") + "\n}\n"
  }

  private static func module(_ text: String) throws(Diagnostic) -> GraphModule {
    try RelayText.parse(SourceText(name: "graph", text: text)).module
  }

}
