import Diagnostics
import Passes
import Support

extension OperationProgram {

  /// The program with the operations that `source` spells; where everything stands on the host can
  /// not be changed.
  /// - Errors: the first line that is not understood, or that changes something else.
  func reading(_ source: SourceText) throws(Diagnostic) -> OperationProgram {
    var result = self
    let heads = headLines.map(\.text)
    var next = 0
    var kernel = -1
    var poll = Poll()
    for (index, line) in source.text.lines.enumerated() {
      try poll.check(after: 4)
      let place = index + 1
      let text = line.drop { $0 == " " }
      if text.isEmpty || text.hasPrefix("//") { continue }
      if line.hasPrefix("kernel ") {
        kernel += 1
        guard kernels.indices.contains(kernel), line == heading(of: kernel) else {
          throw other("this kernel", source, place)
        }
        result.kernels[kernel].operations = []
      } else if kernel < 0 {
        guard heads.indices.contains(next), heads[next] == line else {
          throw other("this line", source, place)
        }
        next += 1
      } else {
        var scanner = OperationScanner(line[...], line: place, in: source, parts: parts)
        let kind = try scanner.operation()
        result.kernels[kernel].operations.append(
          Operation(kind, origin: origin(of: kind, in: kernel)))
      }
    }
    guard next == heads.count, kernel == kernels.count - 1 else {
      throw .error(
        "the text ends before its last kernel",
        hints: ["operations can be changed; the lines before the kernels and their heads stay"])
    }
    return result
  }

  /// What an operation was made from: what the same one was, or else the kernel.
  private func origin(of kind: Operation.Kind, in kernel: Int) -> Provenance {
    let known = kernels[kernel].operations.first { $0.kind == kind }
    return known?.origin ?? kernels[kernel].origin
  }

  private func other(_ what: String, _ source: SourceText, _ line: Int) -> Diagnostic {
    .error(
      "\(what) is none of the region's", at: source.place(line: line, column: 1),
      hints: ["operations can be changed; the lines before the kernels and their heads stay"])
  }

}
