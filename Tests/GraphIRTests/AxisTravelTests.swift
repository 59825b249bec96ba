import Diagnostics
import GraphIR
import Support
import Testing

/// Where the elements of the first axis never meet, they may be run one by one.
@Suite struct AxisTravelTests {

  /// The operator of the node that keeps `body`, of `%x` with rows, from being run row by row.
  private func obstacle(
    _ body: String, _ shape: String = "(1, 4)"
  ) throws -> String? {
    let text = "def @main(%x: Tensor[\(shape), float32], %z: Tensor[(1, 4), float32]) { \(body) }"
    let module = try RelayText.parse(SourceText(name: "", text: text)).module
    let main = try #require(module.main)
    let id = try module.obstacleToSamples(along: [main.parameters[0]])
    return id.map { module[$0].op?.name ?? "no operator" }
  }

  @Test(arguments: [
    "nn.relu(%x)", "add(%x, 1f)", "add(%x, %z)", "nn.softmax(%x, axis=1)", "sigmoid(copy(%x))",
    "transpose(transpose(%x))", "reshape(%x, newshape=[-1, 2, 2])", "reshape(%x, newshape=[0, -1])",
    "mean(%x, axis=[1], keepdims=True)", "squeeze(expand_dims(%x, axis=0), axis=[0])",
    "concatenate((%x, nn.relu(%x)), axis=1)", "split(%x, indices_or_sections=2, axis=1).1",
    "strided_slice(%x, begin=[1], end=[3], strides=[1], axes=[1])", "take(%x, 0, axis=1)",
    "onnx.matmul(%x, transpose(%z))", "where(greater(%x, 0f), %x, %z)", "cumsum(%x, axis=1)",
    "nn.batch_flatten(%x)", "(%x, nn.relu(%x))", "topk(%x, k=2, axis=1, ret_type=\"values\")",
  ])
  func travels(_ body: String) throws { #expect(try obstacle(body) == nil) }

  @Test(arguments: [
    ("mean(%x, axis=[0], keepdims=True)", "mean"), ("mean(%x)", "mean"),
    ("nn.softmax(%x, axis=0)", "nn.softmax"), ("cumsum(%x, axis=0)", "cumsum"),
    ("concatenate((%x, %x), axis=0)", "concatenate"), ("squeeze(%x)", "squeeze"),
    ("transpose(%x)", "transpose"), ("reshape(%x, newshape=[1, 4])", "reshape"),
    ("shape_of(%x)", "shape_of"), ("take(%x, 0, axis=0)", "take"),
    ("concatenate((%x, %z), axis=1)", "concatenate"),
    ("onnx.matmul(transpose(%x), %x)", "onnx.matmul"),
    ("nn.pad(%x, 0f, pad_width=[[1, 0], [0, 0]])", "nn.pad"), ("nn.relu(%z)", "nn.relu"),
    ("(%x, %z)", "no operator"),
  ])
  func mixes(_ body: String, _ op: String) throws { #expect(try obstacle(body) == op) }

  /// What stands beside the axis must have one element for all.
  @Test func aRowForEachIsNoRowForAll() throws {
    #expect(try obstacle("add(%x, transpose(%z))") == "add")
    #expect(try obstacle("nn.lrn(%x, axis=1)", "(1, 4, 2, 2)") == nil)
    #expect(try obstacle("nn.max_pool2d(%x)", "(1, 4, 2, 2)") == nil)
    #expect(try obstacle("nn.max_pool2d(%x, layout=\"HWNC\")", "(1, 1, 2, 2)") == "nn.max_pool2d")
  }

}
