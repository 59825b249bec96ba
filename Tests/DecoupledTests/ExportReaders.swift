/// Reads a value change dump, as far as ours go: for each signal by `scope.name` its changes.
struct DumpReader {

  var changes: [String: [(cycle: Int, value: Int?)]] = [:]
  var end = 0

  init?(_ text: String) {
    var names: [Substring: String] = [:]
    var scopes: [Substring] = []
    var isComment = false
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard let first = words.first else { continue }
      if first == "$comment" { isComment = true }
      if isComment {
        if first == "$end" { isComment = false }
        continue
      }
      switch first {
      case "$scope": scopes.append(words[2])
      case "$upscope": scopes.removeLast()
      case "$var":
        guard words.count == 6, Int(words[2]) != nil else { return nil }
        names[words[3]] = scopes.joined(separator: ".") + "." + words[4]
      case "$timescale", "$enddefinitions": continue
      default:
        if first.hasPrefix("#") {
          guard let cycle = Int(first.dropFirst()), cycle >= end else { return nil }
          end = cycle
          continue
        }
        let isWide = first.hasPrefix("b")
        let digits = isWide ? first.dropFirst() : first.prefix(1)
        guard let name = names[isWide ? words[1] : first.dropFirst()] else { return nil }
        changes[name, default: []].append((end, Int(digits, radix: 2)))
      }
    }
  }

  /// For each value of a signal, how many cycles it has it.
  func durations(_ name: String) -> [Int: Int] {
    var durations: [Int: Int] = [:]
    let list = changes[name] ?? []
    for (index, change) in list.enumerated() {
      guard let value = change.value else { continue }
      durations[value, default: 0] +=
        (index + 1 < list.count ? list[index + 1].cycle : end) - change.cycle
    }
    return durations
  }

}

/// Reads a log of Konata, as far as ours go: cycles by thread and stage, and the instructions.
struct KonataReader {

  var durations: [Int: [String: Int]] = [:]
  var labels: [Int: String] = [:]
  var retired: [Int: Int] = [:]
  var wakes = 0

  init?(_ text: String) {
    let lines = text.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    guard lines.first == ["Kanata", "0004"] else { return nil }
    var cycle = 0
    var numbers: [String: Int] = [:]
    var threads: [String: Int] = [:]
    var open: [String: Int] = [:]
    for line in lines.dropFirst() {
      switch line[0] {
      case "C=": cycle = Int(line[1]) ?? -1
      case "C": cycle += Int(line[1]) ?? 0
      case "I":
        guard Int(line[1]) == numbers.count else { return nil }
        numbers[line[1]] = Int(line[2])
        threads[line[1]] = Int(line[3])
      case "L": numbers[line[1]].map { labels[$0] = line[3] }
      case "S":
        guard numbers[line[1]] != nil, open[line[1] + line[3]] == nil else { return nil }
        open[line[1] + line[3]] = cycle
      case "E":
        guard let begin = open.removeValue(forKey: line[1] + line[3]), let thread = threads[line[1]]
        else { return nil }
        durations[thread, default: [:]][line[3], default: 0] += cycle - begin
      case "R": numbers[line[1]].map { retired[$0] = cycle }
      case "W":
        guard numbers[line[1]] != nil, numbers[line[2]] != nil else { return nil }
        wakes += 1
      default: return nil
      }
    }
    guard open.isEmpty else { return nil }
  }

}

/// The fields of comma-separated values, with quotes.
func commaSeparated(_ text: String) -> [[String]] {
  var rows: [[String]] = []
  var row: [String] = []
  var field: [UInt8] = []
  var isQuoted = false
  var bytes = Array(text.utf8)[...]
  while let byte = bytes.popFirst() {
    switch byte {
    case 0x22 where isQuoted && bytes.first == 0x22:
      field.append(0x22)
      bytes.removeFirst()
    case 0x22: isQuoted.toggle()
    case 0x2c where !isQuoted, 0x0a where !isQuoted:
      row.append(String(decoding: field, as: UTF8.self))
      field = []
      if byte == 0x0a {
        rows.append(row)
        row = []
      }
    case 0x0d where !isQuoted: continue
    default: field.append(byte)
    }
  }
  return rows
}
