import GraphIR
import Tensors
import Testing

/// Attributes are values, however many copies share them.
@Suite struct AttributeTests {

  @Test func aChangeIsNoneOfTheCopy() {
    var attributes: Attributes = [Clip.low(0), Clip.high(6)]
    let copy = attributes
    attributes["a_min"] = .real(1)
    attributes["other"] = .text("x")
    #expect(copy.names == ["a_min", "a_max"] && copy[Clip.low] == 0)
    #expect(attributes.names == ["a_min", "a_max", "other"] && attributes[Clip.low] == 1)
    #expect(attributes != copy && attributes.text("other") == "x")
  }

  @Test func equalIsWhatSaysTheSame() {
    var attributes = Attributes()
    #expect(attributes.isEmpty && attributes == [] && attributes["a"] == nil)
    attributes["a"] = .integer(1)
    var other = Attributes()
    other["a"] = .integer(1)
    #expect(attributes == other && attributes.hashValue == other.hashValue)
    other["a"] = nil
    #expect(other.isEmpty && other == Attributes() && other.hashValue == Attributes().hashValue)
  }

  @Test func theFormIsThatOfTheKind() throws {
    var builder = GraphBuilder(pass: "import")
    let input = builder.variable("x", .tensor([2], .float32))
    let pair = try builder.tuple([input, input])
    let field = try builder.projection(pair, 1)
    let sum = try builder.call(Arithmetic.add, [input, field])
    let forms = [input, pair, field, sum].map { builder.module[$0].form }
    #expect(forms == [.variable, .tuple, .projection, .call])
    #expect(builder.module[sum].op == Arithmetic.add && builder.module[pair].op == nil)
    builder.module[sum].kind = .tuple
    #expect(builder.module[sum].form == .tuple && builder.module[sum].op == nil)
    #expect(builder.module.isTyped)
    let copy = builder.module
    builder.module[sum].type = nil
    #expect(!builder.module.isTyped && copy.isTyped)
    #expect(copy.isCopy(of: copy) && !builder.module.isCopy(of: copy))
  }

}
