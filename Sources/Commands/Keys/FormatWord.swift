/// What stands after `/` at the name of the command, as `4d` in `x/4d`; empty where nothing does.
struct FormatWord: Key {

  func declare(in info: inout CommandInfo) { info.takesFormat = true }

  func value(in words: GivenWords) -> String { words.format }

}
