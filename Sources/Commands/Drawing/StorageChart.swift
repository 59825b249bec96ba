import Canvas
import Debugger
import Support

/// What stands in each storage over time: a line for each, a mark for some steps.
struct StorageChart {

  let answer: StorageAnswer

  /// - Units: cells for the steps.
  private static let width = 64

  init(_ answer: StorageAnswer) { self.answer = answer }

  /// With the inputs at step 0, and what is given at the end behind the last step.
  private var stepCount: Int { answer.steps.count + 2 }

  private var stepsPerMark: Int { (stepCount + Self.width - 1) / Self.width }

  private var cells: Int { (stepCount + stepsPerMark - 1) / stepsPerMark }

  var lines: [StyledText] {
    guard !answer.storages.isEmpty, !answer.steps.isEmpty else { return [] }
    let label = 8
    var lines = [StyledText("step".padded(to: label) + ruler, .dim)]
    for storage in answer.storages {
      var line = StyledText("\(storage.number)".padded(to: label), .number)
      for mark in marks(of: storage) { line.append(String(mark.text), mark.role) }
      lines.append(line)
    }
    let scale = "\(stepsPerMark) \(stepsPerMark == 1 ? "step" : "steps") a mark"
    lines.append(
      StyledText(
        "\(scale): a, b, … the values of a storage in turn; * several; · nothing", .dim))
    return lines
  }

  private var ruler: String {
    var text = ""
    for cell in stride(from: 0, to: cells, by: 8) {
      text += String(cell * stepsPerMark).padded(to: min(8, cells - cell))
    }
    return text
  }

  /// For each cell the letter of the value that stands there.
  private func marks(of storage: StorageView) -> [(text: Character, role: Role)] {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    var found = [[Int]](repeating: [], count: cells)
    for (index, value) in storage.values.enumerated() {
      let first = min(value.first, stepCount - 1) / stepsPerMark
      let last = min(value.last, stepCount - 1) / stepsPerMark
      guard first <= last else { continue }
      for cell in first ... last { found[cell].append(index) }
    }
    return found.map { values in
      guard let value = values.first else { return ("·", .idle) }
      return (values.count > 1 ? "*" : letters[value % letters.count],
        storage.isShared ? .running : .plain)
    }
  }

}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
