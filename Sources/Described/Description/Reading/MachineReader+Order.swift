import Diagnostics
import Effects
import ISA
import Support
import TargetKit

extension MachineReader {

  /// An order that is one word.
  private enum PlainOrder: String, CaseIterable {
    case inOrder = "in-order"
    case interlocks
    case barriers
    case none

    var order: OrderDescription {
      switch self {
      case .inOrder: .inOrder
      case .interlocks: .interlocks
      case .barriers: .barriers
      case .none: .none
      }
    }
  }

  /// What makes instructions wait for others; where nothing is said they run one after the other.
  mutating func order(_ root: Entries) -> OrderDescription {
    guard let node = root["order"] else { return .inOrder }
    guard node.members != nil else {
      return sheet.choice(node, of: "order", PlainOrder.self)?.order ?? .inOrder
    }
    let keys = ["tokens", "waits", "counted"]
    guard let entries = sheet.entries(node, of: "`order`", keys) else { return .inOrder }
    let given = keys.filter { entries[$0] != nil }
    guard let first = given.first, let value = entries[first] else {
      sheet.error("`order` lacks `tokens`, `waits` or `counted`", at: node)
      return .inOrder
    }
    if given.count > 1, let other = entries[given[1]] {
      sheet.error("an order has `\(first)` or `\(given[1])`, not both", at: other)
    }
    switch first {
    case "tokens": return .tokens(queues(value))
    case "waits": return .waits(counts(value))
    default: return .counted(buffers(value))
    }
  }

  // MARK: - Tokens

  private mutating func queues(_ node: SheetNode) -> [OrderDescription.TokenQueue] {
    guard let members = node.members else {
      sheet.error("expected token queues by name", at: node, hint: "write `l2c: load -> compute`")
      return []
    }
    var found: [OrderDescription.TokenQueue] = []
    for (key, value) in members {
      guard let name = sheet.name(key, of: "a token queue"), let queue = queue(name, value) else {
        continue
      }
      check(queue, against: found, at: value)
      found.append(queue)
    }
    if found.count > 32 { sheet.error("there are more than 32 token queues", at: node) }
    return found
  }

  /// `load -> compute`, or with keys for what that leaves to be guessed.
  private mutating func queue(
    _ name: String, _ node: SheetNode
  ) -> OrderDescription.TokenQueue? {
    if let text = node.word { return queue(name, text, at: node) }
    let keys = ["from", "to", "push", "pop", "depth"]
    guard let entries = sheet.entries(node, of: "token queue `\(name)`", keys),
      let from = sheet.require("from", in: entries).flatMap({ unit($0) }),
      let to = sheet.require("to", in: entries).flatMap({ unit($0) })
    else { return nil }
    guard differ(from, to, name, at: node) else { return nil }
    let usual = flags(of: name, from: from, to: to)
    guard
      let push = flag(entries["push"], or: usual.push, at: node),
      let pop = flag(entries["pop"], or: usual.pop, at: node)
    else { return nil }
    return OrderDescription.TokenQueue(
      name: name, from: from, to: to, push: push, pop: pop,
      depth: sheet.optionalInteger("depth", in: entries, 1 ... 1 << 30))
  }

  private mutating func queue(
    _ name: String, _ text: String, at node: SheetNode
  ) -> OrderDescription.TokenQueue? {
    let ends = text.split(separator: " ").map(String.init)
    guard ends.count == 3, ends[1] == "->" else {
      sheet.error("`\(text)` is no token queue", at: node, hint: "write `load -> compute`")
      return nil
    }
    guard let from = unit(ends[0], at: node), let to = unit(ends[2], at: node),
      differ(from, to, name, at: node)
    else { return nil }
    let usual = flags(of: name, from: from, to: to)
    guard let push = flag(nil, or: usual.push, at: node),
      let pop = flag(nil, or: usual.pop, at: node)
    else { return nil }
    return OrderDescription.TokenQueue(name: name, from: from, to: to, push: push, pop: pop)
  }

  private mutating func differ(_ from: Int, _ to: Int, _ name: String, at node: SheetNode) -> Bool {
    if from != to { return true }
    sheet.error(
      "`\(name)` goes from `\(units[from].name)` to itself", at: node,
      hint: "instructions of one unit run one after the other")
    return false
  }

  /// The flags of a queue that does not name them: those that have its name, otherwise those of the
  /// next unit and of the one before.
  private func flags(of name: String, from: Int, to: Int) -> (push: String, pop: String) {
    let names = words.flags.map(\.name)
    let isForward = from < to
    return (
      names.contains("push_\(name)") ? "push_\(name)" : isForward ? "push_next" : "push_prev",
      names.contains("pop_\(name)") ? "pop_\(name)" : isForward ? "pop_prev" : "pop_next"
    )
  }

  private mutating func flag(
    _ node: SheetNode?, or usual: String, at queue: SheetNode
  ) -> String? {
    let name = node.map { sheet.text($0, of: "a flag") } ?? usual
    guard let name else { return nil }
    if words.flags.contains(where: { $0.name == name }) { return name }
    let names = words.flags.map(\.name)
    let near = nearest(to: name, in: names, most: 1).map { "did you mean `\($0)`?" }
    sheet.error(
      "no flag is called `\(name)`", at: node ?? queue,
      hints: near + [
        names.isEmpty
          ? "`words` has no `flags`: write `flags: \(name)@4` and the others there"
          : "the flags of `words` are \(names.joined(separator: ", "))"
      ])
    return nil
  }

  private mutating func check(
    _ queue: OrderDescription.TokenQueue, against others: [OrderDescription.TokenQueue],
    at node: SheetNode
  ) {
    for other in others {
      if other.from == queue.from && other.push == queue.push {
        sheet.error(
          "`\(queue.push)` of unit `\(units[queue.from].name)` pushes `\(other.name)` already",
          at: node,
          hint: "name another flag with `push`")
      }
      if other.to == queue.to && other.pop == queue.pop {
        sheet.error(
          "`\(queue.pop)` of unit `\(units[queue.to].name)` pops `\(other.name)` already", at: node,
          hint: "name another flag with `pop`")
      }
    }
  }

  // MARK: - Counts

  private mutating func counts(_ node: SheetNode) -> [OrderDescription.CountedQueue] {
    guard let members = node.members else {
      sheet.error(
        "expected queues and how much may be outstanding", at: node, hint: "write `dma: 2`")
      return []
    }
    return members.compactMap { key, value in
      guard let name = sheet.name(key, of: "a queue") else { return nil }
      if value.members == nil {
        guard let unit = unit(name, at: key),
          let most = sheet.integer(value, of: "what may be outstanding", in: 1 ... 1 << 30)
        else { return nil }
        return OrderDescription.CountedQueue(name: name, unit: unit, most: most)
      }
      guard let entries = sheet.entries(value, of: "queue `\(name)`", ["unit", "most"]),
        let unit = sheet.require("unit", in: entries).flatMap({ unit($0) }),
        let most = sheet.integer("most", in: entries, 1 ... 1 << 30)
      else { return nil }
      return OrderDescription.CountedQueue(name: name, unit: unit, most: most)
    }
  }

  // MARK: - Buffers

  private mutating func buffers(_ node: SheetNode) -> [OrderDescription.Buffer] {
    guard let members = node.members else {
      sheet.error("expected buffers and what they hold", at: node, hint: "write `tiles: 8`")
      return []
    }
    if members.count > 64 { sheet.error("there are more than 64 buffers", at: node) }
    return members.compactMap { key, value in
      guard let name = sheet.name(key, of: "a buffer") else { return nil }
      let depth = sheet.integer(value, of: "what a buffer holds", in: 1 ... 1 << 30)
      let from = end(of: name, [.reserve, .push], needing: .push, at: key)
      let to = end(of: name, [.peek, .pop], needing: .pop, at: key)
      guard let depth, let from, let to else {
        unreadableQueues.append(name)
        return nil
      }
      guard from != to else {
        sheet.error(
          "unit `\(units[from].name)` pushes into `\(name)` and pops from it itself", at: key,
          hint: "instructions of one unit run one after the other")
        unreadableQueues.append(name)
        return nil
      }
      return OrderDescription.Buffer(name: name, from: from, to: to, depth: depth)
    }
  }

  /// The one unit that says these to a buffer.
  private mutating func end(
    of name: String, _ verbs: Set<QueueVerb>, needing verb: QueueVerb, at node: SheetNode
  ) -> Int? {
    // Who says it may be among what could not be read.
    if !unreadable.isEmpty { return nil }
    if units(saying: [verb], to: name).isEmpty {
      sheet.error(
        "no instruction does `\(verb.rawValue)(\(name), …)`", at: node,
        hint: "let the effect of one say `\(verb.rawValue)(\(name), 1)`")
      return nil
    }
    let own = units(saying: verbs, to: name)
    guard own.count == 1 else {
      let names = own.map { "`\(units[$0].name)`" }.joined(separator: " and ")
      let words = verbs.map(\.rawValue).sorted().joined(separator: " and ")
      sheet.error(
        "units \(names) \(words) at `\(name)`", at: node,
        hint: "a buffer has one unit at each end: describe one for each pair of units")
      return nil
    }
    return own.first
  }

}
