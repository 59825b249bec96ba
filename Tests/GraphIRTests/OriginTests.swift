import Diagnostics
import GraphIR
import Support
import Tensors
import Testing

/// What is made from several nodes stands for all that those stand for.
@Suite struct OriginTests {

  private static let type = ValueType.tensor([2], .float32)

  /// A builder with three variables, of which each stands for its own node of the model.
  private func drawn() -> (builder: GraphBuilder, nodes: [ID<Node>], sources: [ID<Source>]) {
    var builder = GraphBuilder(pass: "import")
    let sources = (0 ..< 3).map { index in
      builder.module.insert(Source(name: "n\(index)", op: "op", index: index))
    }
    let nodes = sources.map { source in
      builder.sources = [source]
      return builder.variable("x\(source.index)", Self.type)
    }
    builder.sources = []
    return (builder, nodes, sources)
  }

  @Test func standsForAllParentsInTheOrderOfTheModel() {
    var (builder, nodes, sources) = drawn()
    builder.parents = [nodes[2], nodes[0], nodes[2]]
    let made = (0 ..< 2).map { builder.variable("y\($0)", Self.type) }
    for id in made {
      #expect(builder.module[id].origin.sources == [sources[0], sources[2]])
      #expect(builder.module[id].origin.parents == [nodes[2], nodes[0], nodes[2]])
    }
  }

  @Test func followsParentsAndSources() {
    var (builder, nodes, sources) = drawn()
    builder.parents = [nodes[0]]
    let first = builder.variable("a", Self.type)
    builder.parents = [nodes[1]]
    let second = builder.variable("b", Self.type)
    builder.sources = [sources[2]]
    let third = builder.variable("c", Self.type)
    #expect(builder.module[first].origin.sources == [sources[0]])
    #expect(builder.module[second].origin.sources == [sources[1]])
    #expect(builder.module[third].origin.sources == [sources[1], sources[2]])
  }

  @Test func isRootedInWhatItNames() {
    var (builder, nodes, _) = drawn()
    builder.parents = [nodes[1]]
    let id = builder.variable("y", Self.type)
    #expect(builder.module[id].isRooted(in: 2, 2))
    #expect(!builder.module[id].isRooted(in: 1, 2))
    #expect(!builder.module[id].isRooted(in: 2, 1))
  }

  /// What passes on a tuple that can not be is refused, however often it was looked at.
  @Test func marksOfImpossibleTuplesAreRefused() throws {
    var builder = GraphBuilder(pass: "test")
    let good = builder.variable("g", .tuple([Self.type, Self.type]))
    let bad = builder.variable("b", .tuple([Self.type, .tensor([.max, .max], .float32)]))
    let mark = CompilerAnnotation.begin
    let attributes: Attributes = [CompilerAnnotation.compiler("t")]
    let first = try builder.call(mark, [good], attributes)
    let second = try builder.call(mark, [first], attributes)
    #expect(builder.module[second].type == .tuple([Self.type, Self.type]))
    for _ in 0 ..< 2 {
      #expect(throws: Diagnostic.self) { try builder.call(mark, [bad], attributes) }
    }
    builder.module[first].type = .tuple([.tensor([.max, .max], .float32)])
    #expect(throws: Diagnostic.self) { try builder.call(mark, [first], attributes) }
  }

}
