import Diagnostics
import Foundation
import GraphIR
import Passes
import Support

/// One pass that TVM ran: what it was given, and what came out.
struct GoldenStep: Sendable, CustomStringConvertible {

  /// The folder with the texts.
  let folder: String
  let number: Int
  let pass: String
  let arguments: JSON

  var description: String { "\(folder)/\(number)_\(pass)" }

  var name: String {
    (number < 10 ? "0" : "") + "\(number)_\(pass)"
  }

  /// The steps of every case below `folder`, which may be absent.
  static func all(below folder: String) -> [GoldenStep] {
    GoldenRelay.files(endingIn: "summary.json").filter { $0.hasPrefix(folder) }.flatMap { path in
      steps(of: (path as NSString).deletingLastPathComponent, GoldenRelay.read(path))
    }
  }

  static func steps(of folder: String, _ summary: String) -> [GoldenStep] {
    guard let json = try? JSON(parsing: summary) else { return [] }
    return (json["steps"]?.elements ?? []).map { step in
      GoldenStep(
        folder: folder, number: step["step"]?.integer ?? 0, pass: step["pass"]?.text ?? "",
        arguments: step["args"] ?? .null)
    }
  }

  // MARK: The pass

  /// The targets that the pass was given, `after` telling which operators they take.
  func targets(_ after: String) -> [TargetInterface] {
    if pass == "MergeComposite" { return [TargetInterface(name: "test", patterns: patterns)] }
    let names = arguments["targets"]?.elements?.compactMap(\.text) ?? []
    let module = (try? RelayText.parse(SourceText(name: "after", text: after)))?.module
    return names.map { name in
      TargetInterface(name: name, operators: module?.operators(takenBy: name) ?? [])
    }
  }

  private var patterns: [CompositePattern] {
    (arguments["patterns"]?.elements ?? []).map { entry in
      let name = entry["name"]?.text ?? ""
      let shared = name == "add_sub_mul"
      let pattern = PrintedPattern.parse(entry["pattern"]?.text ?? "", sharesInputs: shared)
      let isRefused = entry["has_check"]?.flag == true && Self.refusing.contains("\(self)")
      // A rank that nothing has.
      let never = Condition(of: pattern.labels[0], .rank([99]), sentence: "the check says no")
      return CompositePattern(
        name: name, kind: "test", pattern: pattern, conditions: isRefused ? [never] : [])
    }
  }

  /// Steps whose checks say no to all that they are asked.
  private static let refusing: Set<String> = [
    "tests/merge_composite/pattern_with_check/0_MergeComposite",
    "tests/merge_composite/type_check/0_MergeComposite",
  ]

  private var options: [String: String] {
    switch pass {
    case "AnnotateTarget":
      let flag = arguments["include_non_call_ops"]?.flag ?? true
      return ["include-non-call-ops": "\(flag)"]
    case "PartitionGraph":
      return ["bind-constants": "\(arguments["bind_constants"]?.flag ?? true)"]
    default: return [:]
    }
  }

  private static let types: [String: any Pass.Type] = [
    "MergeComposite": MergeComposite.self, "AnnotateTarget": Annotate.self,
    "MergeCompilerRegions": MergeRegions.self, "PartitionGraph": PartitionGraph.self,
  ]

  // MARK: Running

  enum Result: Sendable {
    case same
    case notSelfContained
    case different(String)
  }

  func run() -> Result {
    run(
      before: GoldenRelay.read("\(folder)/\(name).before.relay"),
      after: GoldenRelay.read("\(folder)/\(name).after.relay"))
  }

  func run(before: String, after: String) -> Result {
    let program: Program
    do throws(Diagnostic) {
      program = Program(try RelayText.parse(SourceText(name: name, text: before)).module)
    } catch {
      return isNotSelfContained(error) ? .notSelfContained : .different("\(error)")
    }
    do throws(Diagnostic) {
      guard let type = Self.types[pass] else { return .different("no pass") }
      var context = PassContext(targets: targets(after))
      let pass = try type.init(PassOptions(options, for: type.info))
      let result = try program.applying(pass, in: &context)
      return compare(result.module, with: after)
    } catch {
      return .different("\(error)")
    }
  }

  private func compare(_ module: GraphModule, with after: String) -> Result {
    let printed = module.relayText(RelayTextOptions(metadata: .omitted))
    if printed == after { return .same }
    let lines = printed.split(separator: "\n")
    let wanted = after.split(separator: "\n")
    for (found, wanted) in zip(lines, wanted) where found != wanted {
      return .different("wanted \(wanted)\n   found \(found)")
    }
    return .different("\(wanted.count) lines wanted, \(lines.count) found")
  }

  private func isNotSelfContained(_ error: Diagnostic) -> Bool {
    error.message.contains("is not bound") || error.message.contains("block that has ended")
  }

}

extension GraphModule {

  /// The operators that an annotated text gives to `target`.
  func operators(takenBy target: String) -> [String] {
    var names: Set<String> = []
    for id in reachable {
      let node = self[id]
      guard let op = node.op, let first = node.operands.first, !op.name.hasPrefix("annotation"),
        case .call(let begin, let attributes) = self[first].kind,
        begin.name == "annotation.compiler_begin", attributes.text("compiler") == target
      else { continue }
      names.insert(op.name)
    }
    return names.sorted()
  }

}
