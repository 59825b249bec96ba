import Debugger
import Diagnostics
import Foundation
import Support
import TargetKit
import Tensors
import Testing

/// The library targets that come with the program compute what the evaluator does.
@Suite struct ModelTests {

  /// The share of the outputs that differs, by the greatest of them.
  private static func error(
    of target: String, on model: String, _ inputs: String
  ) throws -> (error: Double, code: String) {
    var bench = try Bench(target: target, model: model)
    try bench.does(inputs)
    let reference = try bench.outputs()
    try bench.does("apply --all")
    let found = try bench.outputs()
    return (distance(found, reference), bench.says("ir"))
  }

  @Test(
    .enabled(if: Tools.hasCompiler, Tools.noCompiler), arguments: ["digits_lenet", "digits_mlp"])
  func fiveFunctionsAreEnough(_ name: String) throws {
    let (error, code) = try Self.error(
      of: "five-functions", on: Bench.sample("\(name).onnx"), "input --random 3")
    #expect(error < 1e-5)
    #expect(code.contains("int step0_"), "\(code)")
  }

  /// Two windows with channels last: turned once, before and after.
  @Test(.enabled(if: Tools.hasCompiler, Tools.noCompiler))
  func layoutsAreTurned() throws {
    let model = """
      def @main(%x: Tensor[(2, 3, 9, 8), float32]) -> Tensor[(2, 3, 2, 2), float32] {
        %0 = nn.max_pool2d(%x, pool_size=[3, 2], strides=[2, 2], padding=[1, 0, 1, 0]);
        nn.max_pool2d(%0, pool_size=[2, 2], strides=[2, 2], padding=[0, 0, 0, 0])
      }

      """
    let (error, code) = try Self.error(of: "five-functions", on: model, "input --random 4")
    #expect(error == 0)
    #expect(code.components(separatedBy: "_convert(void *const *tensors)").count == 3)
  }

  @Test(
    .enabled(if: Tools.hasOneDNN, Tools.noOneDNN),
    arguments: ["digits_lenet", "digits_mlp", "digits_resnet"])
  func oneDNNComputesTheSame(_ name: String) throws {
    let (error, code) = try Self.error(
      of: "dnnl", on: Bench.sample("\(name).onnx"), "input --random 3")
    #expect(error < 1e-5)
    #expect(code.contains("return multiply_matrix("))
  }

  /// The values between calls are bfloat16, of which a sum keeps two to three digits.
  @Test(
    .enabled(if: Tools.hasOneDNN, Tools.noOneDNN), arguments: ["digits_lenet", "digits_resnet"])
  func bfloat16IsNear(_ name: String) throws {
    let (error, code) = try Self.error(
      of: "dnnl-bf16", on: Bench.sample("\(name).onnx"), "input --random 3")
    #expect(error < 0.03)
    #expect(error > 1e-5, "nothing is rounded")
    #expect(code.contains("bfloat16 ["))
    #expect(code.contains("bfloat16_of_float"))
  }

  /// Models that were quantized are floats between round trips, and go there whole.
  @Test(
    .enabled(if: Tools.hasOneDNN, Tools.noOneDNN),
    arguments: ["digits_lenet_int8_pt_pow2", "digits_resnet_int8_pt_pow2"])
  func quantizedModelsAreOneRegion(_ name: String) throws {
    let (error, code) = try Self.error(
      of: "dnnl", on: Bench.sample("\(name).onnx"), "input --random 3")
    // Products of such scales have no rounding in them, so that no half goes elsewhere.
    #expect(error < 1e-5)
    #expect(code.contains("return convolve(") && code.contains("dequantize("))
  }

  /// Every pattern of oneDNN's, on shapes that are no multiples of a vector.
  @Test(.enabled(if: Tools.hasOneDNN, Tools.noOneDNN), arguments: models)
  func everyFunctionComputesTheSame(_ body: String) throws {
    let model = "def @main(%x: Tensor[(2, 6, 9, 7), float32]) {\n\(body)\n}\n\n"
    let (error, code) = try Self.error(of: "dnnl", on: model, "input --random 9")
    #expect(error < 1e-5, "\(body)")
    #expect(code.contains("int step0_"), "\(code)")
  }

  private static let models = [
    "sigmoid(%x)", "tanh(%x)", "nn.relu(%x)", "clip(%x, a_min=-0.5f, a_max=0.25f)",
    "nn.softmax(%x, axis=1)", "nn.softmax(%x, axis=-1)",
    "transpose(%x, axes=[0, 2, 3, 1])", "transpose(%x, axes=[3, 1, 0, 2])",
    "nn.global_avg_pool2d(%x)",
    "  %0 = qnn.quantize(%x, 0.0173f, 3);\n  qnn.dequantize(%0, 0.0173f, 3)",
    "  %0 = qnn.quantize(%x, 0.0041f, 77, out_dtype=\"uint8\");\n  qnn.dequantize(%0, 0.0041f, 77)",
    "nn.max_pool2d(%x, pool_size=[3, 2], strides=[2, 1], padding=[1, 0, 1, 1])",
    "nn.avg_pool2d(%x, pool_size=[3, 3], strides=[2, 2], padding=[1, 1, 1, 1])",
    "nn.avg_pool2d(%x, pool_size=[3, 3], strides=[2, 2], padding=[1, 1, 1, 1], count_include_pad=True)",
    "  %0 = tanh(%x);\n  %1 = (%x, %0, %x);\n  concatenate(%1, axis=1)",
    "  %0 = nn.relu(%x);\n  %1 = (%0, %x);\n  concatenate(%1, axis=-1)", "add(%x, %x)",
    "  %0 = sigmoid(%x);\n  %1 = add(%x, %0);\n  nn.relu(%1)",
    "  %0 = nn.global_avg_pool2d(%x);\n  %1 = multiply(%x, %0);\n  multiply(%0, %1)",
    "  %0 = nn.batch_flatten(%x);\n  %1 = tanh(%0);\n  reshape(%1, newshape=[2, 9, 42])",
    "  %0 = add(%x, 3f);\n  %1 = clip(%0, a_min=0f, a_max=6f);\n  %2 = multiply(%x, %1);\n"
      + "  multiply(%2, 0.25f)",
  ]

}
