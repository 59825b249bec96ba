import Canvas
import Commands
import Diagnostics
import Support
import Testing

/// What commands say of the error of quantization.
@Suite struct QuantizationCommandTests {

  private func errors(_ reply: Reply) -> [Double] {
    (reply.result["tensors"]?.elements ?? []).compactMap { row in
      guard let greatest = row["cost"]?["greatest"]?.real,
        let relative = row["cost"]?["relative"]?.real
      else { return nil }
      return greatest + relative
    }
  }

  @Test func tensorsAreRankedByTheirCost() {
    var interpreter = Headless.interpreter(in: .lowered)
    let reply = interpreter.perform("quantize report")
    #expect(reply.failure == nil, "\(reply.terminalText)")
    let errors = errors(reply)
    #expect(errors.count > 2 && errors == errors.sorted(by: >) && errors[0] > 0)
    #expect(reply.result["method"] == "mse", "nobody gave inputs")
    let kinds = (reply.result["tensors"]?.elements ?? []).compactMap { $0["kind"]?.text }
    #expect(Set(kinds) == ["activation", "weights"])
    #expect(reply.lines.count == errors.count + 4)
  }

  /// What a run made up is nothing that somebody gave: neither passes nor errors are about it.
  @Test func randomValuesOfARunAreNoInputs() throws {
    var interpreter = Headless.interpreter(in: .model)
    _ = interpreter.perform("apply --until legalize")
    let plain = interpreter.perform("apply quantize")
    #expect(interpreter.perform("undo").failure == nil)
    let run = interpreter.perform("run")
    #expect(run.terminalText.contains("it is random, seed 1"), "\(run.terminalText)")
    #expect(interpreter.perform("apply quantize").terminalText == plain.terminalText)
    #expect(plain.terminalText.contains("calibrated on 4 random samples, seed 1"))
    #expect(interpreter.perform("info inputs").terminalText.contains("random, seed 1, not given"))
    let refused = interpreter.perform("assert error <= 0")
    #expect(refused.diagnostics.last?.message.contains("on random inputs, seed 1") == true)
    // Nor does another run say it again, or take others.
    let again = interpreter.perform("run")
    #expect(!again.terminalText.contains("it is random"))
  }

  @Test func thereIsNothingToReportBefore() {
    var interpreter = Headless.interpreter(in: .model)
    let reply = interpreter.perform("quantize report")
    #expect(reply.diagnostics.last?.message == "the program was not quantized")
    #expect(reply.diagnostics.last?.hints == ["`apply --until quantize` does it"])
  }

  /// The line of the pass, the record and an assertion say the same, on what it was calibrated on.
  @Test func allSayOneError() throws {
    var interpreter = Headless.interpreter(in: .model)
    _ = interpreter.perform("calibration samples/models/digits_mlp.npz")
    let applied = interpreter.perform("apply --until quantize")
    #expect(applied.failure == nil, "\(applied.terminalText)")
    let report = interpreter.perform("quantize report")
    let error = try #require(report.result["error"]?["greatest"]?.real)
    let line = try #require(applied.lines.last?.text)
    #expect(
      line.contains("error \(shortNumber((error * 1e5).rounded() / 1e5)), cosine "), "\(line)")
    #expect(interpreter.perform("assert error <= \(error * 1.001)").failure == nil)
    let refused = interpreter.perform("assert error <= \(error * 0.999)")
    #expect(refused.failure == .command)
    #expect(refused.diagnostics.last?.message.contains("on samples/models/digits_mlp.npz") == true)
    #expect(refused.diagnostics.last?.hints == ["`quantize report` says more"])
  }

  @Test func aBoundRefusesOrLeavesFloats() throws {
    var interpreter = Headless.interpreter(in: .model)
    _ = interpreter.perform("calibration samples/models/digits_mlp.npz")
    _ = interpreter.perform("apply --until legalize")
    let refused = interpreter.perform("apply quantize{max-error=0.0001}")
    #expect(refused.diagnostics.last?.message.contains("more than max-error=0.0001") == true)
    let left = interpreter.perform("apply quantize{max-error=0.0001,skip=auto}")
    #expect(left.failure == nil, "\(left.terminalText)")
    #expect(interpreter.perform("assert error <= 0.0001").failure == nil)
    let report = interpreter.perform("quantize report")
    #expect(report.result["floats"]?.elements?.isEmpty == false)
  }

}
