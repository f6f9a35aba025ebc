import CNcurses
import TerminalUI

extension Key {
  /// What the terminal that is open sends for keys, by terminfo. Most send what the decoder knows anyway.
  static var terminfo: [[UInt8]: Key] {
    let named: [(String, Key)] = [
      ("kcuu1", .up), ("kcud1", .down), ("kcub1", .left), ("kcuf1", .right), ("khome", .home), ("kend", .end),
      ("kpp", .pageUp), ("knp", .pageDown), ("kich1", .insert), ("kdch1", .delete), ("kbs", .backspace),
      ("kcbt", .backTab), ("kent", .enter),
    ]
    let keys = named + (1...20).map { ("kf\($0)", .function($0)) }
    let sequences = keys.compactMap { name, key in
      terminal_capability(name).map { (Array(String(cString: $0).utf8), key) }
    }
    return Dictionary(sequences) { first, _ in first }
  }
}
