/// The words that a name in camel case or snake case, or a text, is made of, in lower case.
func parts(of text: String) -> [String] {
  var found: [String] = []
  var part = ""
  let characters = Array(text)
  for (index, character) in characters.enumerated() {
    let next = index + 1 < characters.count ? characters[index + 1] : " "
    let before = part.last ?? " "
    let begins =
      character.isUppercase && (!before.isUppercase || next.isLowercase)
      || character.isNumber != before.isNumber
    if !character.isLetter && !character.isNumber || begins {
      if !part.isEmpty { found.append(part.lowercased()) }
      part = ""
    }
    if character.isLetter || character.isNumber { part.append(character) }
  }
  if !part.isEmpty { found.append(part.lowercased()) }
  return found
}
