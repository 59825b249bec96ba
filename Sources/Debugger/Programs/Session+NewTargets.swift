public import Diagnostics
import Support
import TargetKit
import Tensors

extension Session {

  /// What is asked before a description is made of nothing else.
  public var newTargetQuestions: [NewTargetQuestion] {
    MachineSketch.questions.map {
      NewTargetQuestion(
        key: $0.key, text: $0.text, notes: $0.notes, choices: $0.choices, standard: $0.standard)
    }
  }

  /// - Errors: `answer` is no answer to the question `key`.
  public func checkAnswer(_ answer: String, to key: String) throws(Diagnostic) {
    try MachineSketch.questions.first { $0.key == key }?.check(answer)
  }

  /// Whether there is something at `path` already.
  public func fileExists(_ path: String) -> Bool {
    let path = expandingHome(path)
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    return isFolder(path)
      || entries(of: folder).contains(path.split(separator: "/").last.map(String.init) ?? path)
  }

  /// Writes the description of a machine that is sketched by answers to questions.
  /// - Errors: an answer is none, or the file cannot be written.
  public func writeTarget(
    sketchedBy answers: [String: String], to path: String
  ) throws(Diagnostic) -> NewTargetAnswer {
    try write(NewDescription(text: try MachineSketch(answers: answers).text), to: path)
  }

  /// Writes the description of the machine that the file `configuration` of another tool says.
  /// - Parameter name: what it is called; nil for the usual name.
  /// - Errors: a file cannot be read or written, or the configuration has mistakes.
  public func writeTarget(
    configuredBy configuration: String, named name: String?, to path: String
  ) throws(Diagnostic) -> NewTargetAnswer {
    guard let reader = targets.families.lazy.compactMap(\.configuration).first else {
      throw .error("no kind of accelerator has configurations")
    }
    let source = SourceText(name: configuration, text: try readText(configuration))
    return try write(try reader.read(source, name), to: path)
  }

  /// Nothing is written that has mistakes.
  private func write(
    _ description: NewDescription, to path: String
  ) throws(Diagnostic) -> NewTargetAnswer {
    let target = try targets.check(description.text, file: path)
    return NewTargetAnswer(
      target: target.description.name, file: try writeText(description.text, to: path),
      notes: description.notes)
  }

}
