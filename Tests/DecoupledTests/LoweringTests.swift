import GraphIR
import Passes
import TargetKit
import Testing

@testable import Decoupled

@Suite struct LoweringTests {

  /// One convolution, printed for whoever reads the log of a failure.
  @Test func lowersOneConvolution() throws {
    var f = try LoweringFixture(seed: 1)
    let data = f.input([1, 20, 9, 11])
    let result = try f.convolution(
      data, .init(outputs: 36, kernel: [3, 3], strides: [2, 1], pads: [1, 1, 1, 1]))
    let program = try f.lowered(try f.program([result]))
    #expect(try f.mismatch(program) == nil)
  }

  /// Any window over any size gives what the reference gives, bit for bit, in any order of units.
  @Test(arguments: 0 ..< 8)
  func convolvesLikeTheReference(_ seed: Int) throws {
    var failures: [String] = []
    for round in 0 ..< 6 {
      var f = try LoweringFixture(seed: seed * 100 + round)
      let kernel = [f.pick(1 ... 7), f.pick(1 ... 7)]
      let pads = [
        f.pick(0 ... kernel[0]), f.pick(0 ... kernel[1]), f.pick(0 ... kernel[0]),
        f.pick(0 ... kernel[1]),
      ]
      let size = [
        f.pick(max(1, kernel[0] - pads[0] - pads[2]) ... 40),
        f.pick(max(1, kernel[1] - pads[1] - pads[3]) ... 40),
      ]
      let window = LoweringFixture.Window(
        outputs: f.pick(1 ... 70), kernel: kernel, strides: [f.pick(1 ... 3), f.pick(1 ... 3)],
        pads: pads)
      let data = f.input([1, f.pick(1 ... 70)] + size)
      let threads = f.flip() ? "2" : "1"
      do {
        let program = try f.program([try f.convolution(data, window)])
        let lowered = try f.lowered(program, options: ["double-buffer": ["threads": threads]])
        if let found = try f.mismatch(lowered) {
          failures.append("\(f.shape(data)) \(window): \(found)")
        }
      } catch {
        failures.append("\(f.shape(data)) \(window): \(error)")
      }
    }
    #expect(failures == [])
  }

}
