public import Diagnostics
import GraphIR
import OrderedCollections
public import Passes
import Support
public import TargetKit
import Tensors

extension DecoupledTarget {

  /// Reads tile programs. They take their places in `program` where they fit it; otherwise `main` of
  /// a program of its own calls them.
  /// - Errors: what is not understood, or what no pass could go on with, with its place.
  public func program(
    reading source: SourceText, in program: Program?
  ) throws(Diagnostic) -> RegionProgram {
    let accelerator = try Accelerator(self.accelerator)
    var parser = TileParser(source)
    let text = try parser.file()
    try checkRegions(of: text, source)
    for region in text.regions {
      var checker = TileChecker(region, accelerator, source)
      try checker.check()
    }
    let regions = text.regions.map(\.program)
    if let program, regions.allSatisfy({ fits($0, text.data, program.module) }) {
      return replaced(regions, in: program)
    }
    return try standing(regions, text.data, accelerator)
  }

  /// - Errors: two regions have one name, or other passes have run on them.
  private func checkRegions(of text: TileText, _ source: SourceText) throws(Diagnostic) {
    var names: Set<String> = []
    for region in text.regions {
      let name = region.program.name
      guard region.program.target == description.name else {
        throw .error(
          "`@\(name)` is for `\(region.program.target)`, the first region for `\(description.name)`",
          at: source.place(line: region.head, column: 1),
          hints: ["put it into a file of its own"])
      }
      guard name != "main", names.insert(name).inserted else {
        throw .error(
          "`@\(name)` is the name of another function",
          at: source.place(line: region.head, column: 1), hints: ["give it a name of its own"])
      }
      guard region.program.passes == text.regions[0].program.passes else {
        throw .error(
          "other passes have run on `@\(name)` than on the first region",
          at: source.place(line: region.passes, column: 1),
          hints: ["put regions at different places of the pipeline into different files"])
      }
    }
  }

  // MARK: In a program

  /// Whether `region` can be what passes have made of a function of `module`.
  private func fits(
    _ region: TileProgram, _ data: [ID<Node>: Tensor], _ module: GraphModule
  ) -> Bool {
    guard let function = module.functions[region.name],
      function.attributes.text("Compiler") == description.name,
      function.parameters.map({ module[$0].type?.tensor?.extents ?? [] })
        == region.inputs.map({ region.value($0)?.shape ?? [] })
    else { return false }
    let nodes = region.origins.flatMap(\.nodes) + region.constants
    return nodes.allSatisfy { module.nodes.contains($0) }
      && region.constants.allSatisfy { id in
        let own = module[id].constant
        return own != nil
          && (data[id].map { $0.bytes == own?.bytes && $0.shape == own?.shape } ?? true)
      }
  }

  private func replaced(_ regions: [TileProgram], in program: Program) -> RegionProgram {
    var next = program.withoutActions()
    for region in regions {
      next.lower(region.name, to: region, by: [region.wasRead])
    }
    var notes = [
      Diagnostic.note("`\(regions[0].name)` and what else the text has are regions of the program")
    ]
    if regions.count == 1 {
      notes = [.note("`@\(regions[0].name)` is a region of the program that is loaded")]
    }
    let own = program.module.functions.filter {
      $0.value.attributes.text("Compiler") == description.name
    }
    for name in own.keys where next.lowered[name] == nil {
      notes.append(.note("the text does not have `@\(name)`, which stays on the host"))
    }
    return RegionProgram(next, isOfGivenProgram: true, notes: notes)
  }

  // MARK: Alone

  private func standing(
    _ regions: [TileProgram], _ data: [ID<Node>: Tensor], _ accelerator: Accelerator
  ) throws(Diagnostic) -> RegionProgram {
    var builder = RegionModule(accelerator, data)
    for region in regions { try builder.add(region) }
    var program = Program(try builder.finished())
    for region in regions { program.lower(region.name, to: region, by: [region.wasRead]) }
    var notes: [Diagnostic] = []
    if !builder.missing.isEmpty {
      let names = builder.missing.map(\.description).joined(separator: ", ")
      notes.append(
        .warning(
          "the text does not say what is in the constants \(names): they are small random numbers",
          hints: ["`ir --whole` prints regions with their constants"]))
    }
    return RegionProgram(program, isOfGivenProgram: false, notes: notes)
  }

}

extension TileProgram {
  /// That the program was read.
  fileprivate var wasRead: Action {
    Action(
      rule: "read-text", before: .lines(region: name, []),
      after: .lines(region: name, lines.map(\.text)))
  }
}
