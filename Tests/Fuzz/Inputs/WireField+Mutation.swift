extension [WireField] {

  /// Changes one field somewhere in the tree.
  mutating func mutate(_ dice: inout Dice) {
    guard !isEmpty else { return }
    let place = dice.below(count)
    // Mostly it goes down: what is deep is what a model is about.
    if case .message(var inner) = self[place].value, dice.chance(5, in: 6) {
      inner.mutate(&dice)
      self[place].value = .message(inner)
      return
    }
    switch dice.below(9) {
    case 0: remove(at: place)
    case 1: insert(self[place], at: dice.below(count))
    case 2: swapAt(place, dice.below(count))
    case 3: self[place].value = self[dice.below(count)].value
    case 4:
      self[place].number =
        dice.chance(1, in: 2) ? 1 + dice.below(26) : self[dice.below(count)].number
    case 5: nest(place, &dice)
    default: self[place].changeValue(&dice)
    }
  }

  /// Puts a field into itself, some levels deep.
  private mutating func nest(_ place: Int, _ dice: inout Dice) {
    var field = self[place]
    for _ in 0 ..< dice.pick([1, 2, 8, 120]) {
      field = .message(field.number, [field])
    }
    self[place] = field
  }

  /// The texts in the tree: names that others may refer to.
  var texts: [[UInt8]] {
    flatMap { field -> [[UInt8]] in
      switch field.value {
      case .bytes(let bytes):
        bytes.count < 40 && bytes.allSatisfy { $0 > 31 && $0 < 127 } && !bytes.isEmpty
          ? [bytes] : []
      case .message(let inner): inner.texts
      default: []
      }
    }
  }

  /// Gives a text somewhere in the tree the value of one of `names`.
  mutating func rename(with names: [[UInt8]], _ dice: inout Dice) {
    var wanted = dice.below(texts.count)
    let name = names.isEmpty ? [] : dice.pick(names)
    replaceText(&wanted, with: name)
  }

  private mutating func replaceText(_ wanted: inout Int, with name: [UInt8]) {
    for index in indices where wanted >= 0 {
      switch self[index].value {
      case .message(var inner):
        inner.replaceText(&wanted, with: name)
        self[index].value = .message(inner)
      case .bytes where [self[index]].texts.count == 1:
        if wanted == 0 { self[index].value = .bytes(name) }
        wanted -= 1
      default: break
      }
    }
  }

}

extension WireField {

  fileprivate mutating func changeValue(_ dice: inout Dice) {
    switch value {
    case .varint:
      value = .varint(
        UInt64(bitPattern: Int64(dice.chance(1, in: 2) ? dice.edge() : dice.below(24))))
    case .fixed(let bytes):
      let numbers: [[UInt8]] = [
        [0, 0, 0xc0, 0x7f], [0, 0, 0x80, 0x7f], [0, 0, 0x80, 0xff], [0, 0, 0, 0], [0, 0, 0, 0x80],
        [1, 0, 0, 0], [0, 0, 0x80, 0xbf], [0xff, 0xff, 0x7f, 0x7f],
      ]
      value = bytes.count == 4 ? .fixed(dice.pick(numbers)) : .fixed(bytes.map { _ in dice.byte() })
    case .bytes(var bytes):
      Bytes.mutate(&bytes, [], &dice)
      value = dice.chance(1, in: 8) ? .odd(UInt8(dice.below(8))) : .bytes(bytes)
    case .message(let fields):
      switch dice.below(4) {
      case 0: value = .bytes(Array<UInt8>(fields.bytes.dropLast(1 + dice.below(4))))
      case 1: value = .message([])
      case 2: value = .varint(UInt64(dice.below(100)))
      default: value = .message(fields + fields)
      }
    case .odd: value = .varint(0)
    }
  }

}
