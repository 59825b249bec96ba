import Diagnostics
import Foundation
import GraphIR
import Support
import TestKit

@testable import Passes

/// One pass that TVM ran: what it was given, and what came out.
struct GoldenStep: Sendable, CustomStringConvertible {

  /// What the folder is in.
  let root: URL

  /// The folder with the texts.
  let folder: String
  let number: Int
  let pass: String
  let arguments: JSON

  var description: String { "\(folder)/\(number)_\(pass)" }

  var name: String { "\(Self.padded(number))_\(pass)" }

  private static func padded(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }

  /// The steps of every case below `folder` in the reference data, which may be absent.
  static func all(below folder: String) -> [GoldenStep] {
    guard let root = GoldenRelay.root else { return [] }
    return GoldenRelay.files(endingIn: "summary.json").filter { $0.hasPrefix(folder) }.flatMap {
      steps(of: String($0.dropLast("/summary.json".count)), in: root)
    }
  }

  /// The steps of the cases that these tests carry.
  static var carried: [GoldenStep] {
    guard let root = Bundle.module.resourceURL?.appending(path: "Goldens"),
      let folders = try? FileManager.default.contentsOfDirectory(atPath: root.path)
    else { return [] }
    return folders.sorted().flatMap { steps(of: $0, in: root) }
  }

  private static func steps(of folder: String, in root: URL) -> [GoldenStep] {
    guard let json = try? JSON(parsing: read("\(folder)/summary.json", in: root)) else { return [] }
    return (json["steps"]?.elements ?? []).map { step in
      GoldenStep(
        root: root, folder: folder, number: step["step"]?.integer ?? 0,
        pass: step["pass"]?.text ?? "", arguments: step["args"] ?? .null)
    }
  }

  private static func read(_ path: String, in root: URL) -> String {
    (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
  }

  private func text(_ name: String) -> String { Self.read("\(folder)/\(name).relay", in: root) }

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
      let checks = entry["has_check"]?.flag == true ? pattern.libraryChecks : []
      return CompositePattern(
        name: name, kind: "test", pattern: pattern, conditions: isRefused ? [never] : checks)
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

    /// A function of the target took part, which is not there.
    case usesHook

    case different(String)
  }

  func run() -> Result {
    if description == "tests/partition_graph/extern_opt/0_PartitionGraph" { return .usesHook }
    let after = text("\(name).after")
    let result = run(before: text("\(name).before"), after: after)
    guard case .notSelfContained = result, pass == "PartitionGraph" else { return result }
    // What came before says the same in full.
    let earlier = ["MergeCompilerRegions", "AnnotateTarget"].lazy.map { pass in
      text("\(Self.padded(number - 1))_\(pass).after")
    }.first { !$0.isEmpty }
    return earlier.map { runWhole(before: $0, after: after) } ?? result
  }

  /// Runs the whole sequence around the pass, but for the names.
  private func runWhole(before: String, after: String) -> Result {
    do throws(Diagnostic) {
      var program = Program(try RelayText.parse(SourceText(name: name, text: before)).module)
      program.normalizeAnnotations(as: "test")
      let bindsConstants = arguments["bind_constants"]?.flag ?? true
      try program.extractRegions(
        as: "test", bindsConstants: bindsConstants,
        joining: AnnotationPlan(program, in: PassContext()))
      InferTypes.inferWherePossible(&program, as: "test")
      return compare(program.module, with: after)
    } catch {
      return .different("\(error)")
    }
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
    // What was read back has lost the names that variables had before they were made unique.
    let variables = #/%FunctionVar_\w+/#
    if printed.replacing(variables, with: "%v") == after.replacing(variables, with: "%v") {
      return .same
    }
    for (found, wanted) in zip(lines, wanted) where found != wanted {
      return .different("wanted \(wanted)\n   found \(found)")
    }
    return .different("\(wanted.count) lines wanted, \(lines.count) found")
  }

  private func isNotSelfContained(_ error: Diagnostic) -> Bool {
    error.message.contains("is not bound") || error.message.contains("block that has ended")
  }

}

extension Pattern {

  /// What the pattern table of oneDNN checks: what is added to a convolution is one number for each
  /// channel, what is added to that has the same shape.
  var libraryChecks: [Condition] {
    guard case .call(let label, let op, let operands) = self else { return [] }
    let inner = operands.flatMap(\.libraryChecks)
    guard op == "add", case .input(let addend) = operands[1],
      case .call(let first, let operation, let parts) = operands[0]
    else { return inner }
    if operation.hasPrefix("nn.conv") {
      return inner + [Condition(of: addend, .scalarOrPerAxis(1), sentence: "\(label): no bias")]
    }
    guard operation == "add", parts.first.map({ "\($0)".hasPrefix("nn.conv") }) ?? false else {
      return inner
    }
    return inner + [Condition(of: addend, .sameShape(as: first), sentence: "\(label): no sum")]
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
