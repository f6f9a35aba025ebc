/// How a stored property's name reads as a column: `recipientID` is `recipient_id`.
///
/// Only this direction is ever computed: decoding looks for the column that a property would be written to, so that
/// `recipientID` and `recipientId` both find theirs.
enum ColumnName {
  /// A word begins at a capital after a small letter or digit, and at the last of several capitals before a small
  /// letter (`HTMLBody` is `html_body`). Names that have no capitals stay as they are.
  static func column(forProperty name: String) -> String {
    let letters = Array(name)
    var column = ""
    for (index, letter) in letters.enumerated() {
      if letter.isUppercase, index > 0, letters[index - 1] != "_" {
        let endsWord = !letters[index - 1].isUppercase
        let beginsWord = index + 1 < letters.count && letters[index + 1].isLowercase
        if endsWord || beginsWord { column += "_" }
      }
      column += letter.lowercased()
    }
    return column
  }
}
