import Support

extension String {

  /// The text as XML and HTML have it, in elements and in attributes; what neither can have is a
  /// question mark.
  var escapedForMarkup: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&#39;"
      case "\t", "\n": text += " "
      case _ where scalar.value < 0x20 || scalar.isUnseen || scalar.value & 0xfffe == 0xfffe:
        text += "?"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// The beginning of the text in at most `count` characters, ending in `…` where more was there.
  func shortened(to count: Int) -> String {
    self.count > count ? prefix(max(0, count - 1)) + "…" : self
  }

}
