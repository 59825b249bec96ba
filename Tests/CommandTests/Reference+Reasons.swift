import Passes

extension Reference {

  /// The words of decisions: their codes, and what they refer to.
  @Sendable static func reasons() -> String {
    var lines = [
      "# Reasons", "", "Why an operator is where it is, as `why`, `coverage` and `regions` say it.",
      "", head, "",
      "An operator that stays on the host has one root cause: the decision that all others follow"
        + " from. It may stand at another operator: `its consumer %7 was refused because …`. `why"
        + " NODE` says the cause first and leaves out all else that was tried, which `why NODE"
        + " --all` shows, the nearest first. Of several targets the one that came nearest has the"
        + " cause; the others say theirs behind it.", "",
      "With `--json` each reason has a `code`, the `node` that is asked, for a cause `root`, the"
        + " `site` where it stands and the `relation` of that to the node (`itself`, `operand`,"
        + " `consumer` or `neighbour`), and in `refers` what it refers to.", "", "## Codes", "",
      "| code | meaning |", "|---|---|",
    ]
    lines += Decision.Code.allCases.map { "| `\($0.rawValue)` | \($0.meaning) |" }
    lines += ["", "## References", "", "| name | meaning |", "|---|---|"]
    lines += Decision.Reference.Name.allCases.map { "| `\($0.rawValue)` | \($0.meaning) |" }
    return lines.joined(separator: "\n") + "\n"
  }

}
