import Decoupled
import Diagnostics
import FoundationEssentials
import TargetKit
import Testing

@Suite struct TimingTests {

  private func source() throws -> SourceText { try Descriptions.meanings() }

  private func timing(_ name: String) throws -> TimingDescription {
    let description = try DecoupledDescription(reading: try source())
    return try #require(description.timings.first { $0.name == name })
  }

  /// What is said of a description in which one text is replaced, with line and column.
  private func messages(_ old: String, _ new: String) throws -> [Diagnostic] {
    let text = try source().text
    let range = try #require(text.ranges(of: old).first)
    let changed = text.replacing(old, with: new, subrange: range)
    return DecoupledDescription.read(SourceText(name: "t.yaml", text: changed)).1.elements
  }

  @Test(arguments: [
    (
      "      dram-latency: 1\n", "      dram-latncy: 1\n", "the machine has no number `dram-latncy`"
    ),
    ("      dram-latency: 1\n", "      dram-latency: -1\n", "`dram-latency` is -1"),
    ("      dram-latency: 1\n", "      dram-latency: 1.5\n", "`dram-latency` is 1.5, no whole"),
    ("      dram-latency: 1\n", "      dram-latency: nan\n", "`dram-latency` is nan"),
    ("      dram-latency: 1\n", "      dram-latency: 1e300\n", "`dram-latency` is 1e+300"),
    (
      "      dram-latency: 1\n", "      dram-latency: soon\n",
      "expected a number for `dram-latency`"
    ),
    ("      bus-bytes: 8\n", "      bus-bytes: 0\n", "`bus-bytes` is 0, which is not in 1 to 4096"),
    ("        gemm-interval: 4", "        gemm-interva: 4", "unit `compute` has no number"),
    (
      "        gemm-interval: 4", "        bus-bytes: 4", "unit `compute` has no number `bus-bytes`"
    ),
    ("      store: {start: 1", "      stor: {start: 1", "there is no unit `stor`"),
    ("readers: [fetch, uop", "readers: [fetch, upo", "nothing called `upo` reads DRAM"),
    ("name: pipelined", "name: rtl-2021", "there are two timings called `rtl-2021`"),
  ])
  func mistakesAreExplained(_ old: String, _ new: String, _ message: String) throws {
    let found = try messages(old, new)
    #expect(
      found.contains { $0.message.hasPrefix(message) && $0.place?.line ?? 0 > 200 }, "\(found)")
  }

  @Test func nearNamesAreOffered() throws {
    let near = try messages("      dram-latency: 1\n", "      dram-latncy: 1\n")
    #expect(near.first?.hints == ["did you mean `dram-latency`?"])
    let other = try messages("        gemm-interval: 4", "        bus-bytes: 4")
    #expect(other.first?.hints == ["it is a number of the machine"])
  }

  @Test func numbersCanBeSet() throws {
    let timing = try timing("rtl-2021")
    #expect(try timing.setting("dram-latency", to: 20)[.dramLatency] == 20)
    let changed = try timing.setting("compute.gemm-interval", to: 1)
    #expect(changed[.gemmInterval, of: "compute"] == 1)
    #expect(timing[.gemmInterval, of: "compute"] == 4)
  }

  @Test(arguments: [
    ("dram-latncy", 1, "did you mean `dram-latency`?"),
    ("compute.gem-interval", 1, "did you mean `compute.gemm-interval`"),
    ("dram-latency", -1, "dram-latency is cycles from a read request"),
    ("dram-latency", Double.nan, "dram-latency is cycles from a read request"),
    ("dram-latency", Double.infinity, "dram-latency is cycles from a read request"),
    ("nowhere.start", 1, "the machine has launch, "),
    ("", 1, "the machine has launch, "),
  ])
  func whatCanNotBeSetIsExplained(_ name: String, _ value: Double, _ hint: String) throws {
    let timing = try timing("rtl-2021")
    let error = #expect(throws: Diagnostic.self) { try timing.setting(name, to: value) }
    #expect(error?.hints.first?.hasPrefix(hint) == true, "\(String(describing: error))")
  }

  @Test func namesAreUniqueAndStandardsAreAllowed() {
    let all = MachineNumber.all.map(\.parameter) + UnitNumber.all.map(\.parameter)
    #expect(Set(all.map(\.name)).count == all.count)
    #expect(all.allSatisfy { $0.range.contains($0.standard) })
  }

  /// A key that is declared is in the list that descriptions are checked against.
  @Test(arguments: ["MachineNumber", "UnitNumber"])
  func everyKeyIsListed(_ type: String) throws {
    let root = try #require(
      sequence(first: URL(filePath: #filePath)) {
        $0.pathComponents.count > 1 ? $0.deletingLastPathComponent() : nil
      }.first { FileManager.default.fileExists(atPath: $0.appending(path: "Sources").path) })
    let file = root.appending(path: "Sources/Decoupled/Description/Timing/\(type).swift")
    let text = try String(contentsOf: file, encoding: .utf8)
    let declared = text.ranges(of: "= Self(").count
    #expect(declared == (type == "MachineNumber" ? MachineNumber.all.count : UnitNumber.all.count))
    #expect(declared > 10)
  }

}
