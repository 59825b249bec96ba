import CNcurses
import CTerminalShims
import Canvas

extension KeyPress {

  /// The key that ncurses calls `code`, where it is one that we know.
  static func key(curses code: Int32) -> KeyPress? {
    let number = ct_function_key(code)
    return number > 0 ? .function(Int(number)) : cursesKeys[code]
  }

  /// The key that sends the character `scalar`.
  init?(typed scalar: UInt32) {
    switch scalar {
    case 0: self = .control(" ")
    case 9: self = .tab
    case 10, 13: self = .enter
    case 8, 127: self = .backspace
    case 27: self = .escape
    case 1 ... 26: self = .control(Character(UnicodeScalar(UInt8(scalar + 0x60))))
    case 28 ... 31: self = .control(Character(UnicodeScalar(UInt8(scalar + 0x40))))
    default:
      guard let unicode = Unicode.Scalar(scalar) else { return nil }
      self = .character(Character(unicode))
    }
  }

}

private let cursesKeys: [Int32: KeyPress] = [
  KEY_UP: .up, KEY_DOWN: .down, KEY_LEFT: .left, KEY_RIGHT: .right, KEY_HOME: .home,
  KEY_END: .end, KEY_PPAGE: .pageUp, KEY_NPAGE: .pageDown, KEY_ENTER: .enter,
  KEY_BACKSPACE: .backspace, KEY_DC: .delete, KEY_IC: .insert, KEY_BTAB: .backTab,
  KEY_A1: .home, KEY_A3: .pageUp, KEY_C1: .end, KEY_C3: .pageDown,
]
