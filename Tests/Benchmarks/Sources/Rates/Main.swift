import CYardstick
import Workloads

/// Prints how fast the machine does what, and how fast plain loops do it: medians of five, with
/// history, in seconds of the processor.
@main struct Main {

  static func main() throws {
    let filter = CommandLine.arguments.dropFirst().first
    let peak = Report.peak()
    Report.line("register peak", peak / 1e9, "G MAC/s")
    let sections: [(String, () throws -> [Row])] = [
      ("gemm", Nests.matrices), ("alu", Nests.vectors), ("load", Transfers.loads),
      ("store", Transfers.stores), ("dispatch", { try Dispatch.rows() }),
    ]
    for (name, rows) in sections where filter == nil || filter == name {
      for row in try rows() { try Report.measure(row, peak: name == "gemm" ? peak : nil) }
    }
    if filter == nil || filter == "streams" { try Report.streams(peak: peak) }
    if filter == nil || filter == "described" { try Report.described() }
    if filter == nil || filter == "history" { try Report.history() }
    if filter == nil || filter == "travel" { try Report.travel() }
    if filter == nil || filter == "clock" { try Report.clock() }
    if filter == nil || filter == "analysis" { try Report.analysis() }
    if filter == nil || filter == "passes" { try Report.passes() }
    if filter == nil || filter == "commands" { try Report.commands() }
  }

}
