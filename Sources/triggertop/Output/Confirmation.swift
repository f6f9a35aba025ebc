/// A question before something is changed.
struct Confirmation {
  private let what: String
  private let details: [String]

  /// - Parameters:
  ///   - what: as it goes on after "whether to".
  ///   - details: shown before the question, a line each.
  init(_ what: String, details: [String] = []) {
    self.what = what
    self.details = details
  }

  /// - Parameter isSure: `--yes` was given, so nobody is asked.
  /// - Throws: `Failure` where nobody can be asked or the answer is no.
  func ask(unless isSure: Bool) throws {
    if isSure { return }
    guard Console.canAsk else {
      throw Failure(.usage, "Nobody can be asked whether to \(what); give --yes to do it, --dry-run to see which.")
    }
    for line in details { Console.note(line) }
    guard Console.confirms("\(what)?") else { throw Failure(.negative, "Nothing was changed.") }
  }
}
