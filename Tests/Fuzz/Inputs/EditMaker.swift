/// Makes edits of where operators of a net go; some of them can not be.
struct EditMaker {

  let targets: [String]

  /// The names of operators that the net has, and how many of them there are.
  let operators: [String]
  let count: Int

  func edit(_ dice: inout Dice) -> String {
    let places = targets + ["host"]
    return switch dice.below(9) {
    case 0, 1: "annotate \(selector(&dice)) \(dice.pick(places))\(condition(&dice))"
    case 2: "pin \(node(&dice)) \(dice.pick(places))"
    case 3: "exclude \(selector(&dice)) \(dice.pick(targets))\(condition(&dice))"
    case 4: "exclude \(selector(&dice))\(condition(&dice))"
    case 5: "split \(node(&dice)) \(node(&dice))"
    case 6, 7: "merge \(node(&dice)) \(node(&dice))"
    default: "priority \(dice.pick(targets))"
    }
  }

  /// Mostly one that there is.
  private func node(_ dice: inout Dice) -> String {
    dice.chance(5, in: 6)
      ? "%\(dice.below(count + 3))" : "@\(dice.pick(operators))_\(dice.below(count))"
  }

  private func selector(_ dice: inout Dice) -> String {
    switch dice.below(6) {
    case 0, 1: node(&dice)
    case 2, 3: dice.pick(operators)
    case 4: dice.pick(["/relu|add|cast/", "/_[0-9]$/", "/./"])
    default: "\(dice.pick(operators))(\(dice.pick(operators + ["*"])))"
    }
  }

  private func condition(_ dice: inout Dice) -> String {
    guard dice.chance(1, in: 5) else { return "" }
    return " where "
      + dice.pick([
        "rank == 2", "elements > 4 and dtype == int8", "not (input.rank == 2)",
        "shape[-1] % 4 == 0", "channels == 16 or height < 2",
      ])
  }

}
