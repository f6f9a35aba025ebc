import COpenSSL
import Synchronization

/// Under which names one session keeps statements.
///
/// Behind a pooler it is not known which server connection comes next, nor what other clients keep there: so a name is
/// the SHA-256 of the statement, and a name that is there already, or not any more, is no fault of the statement's. A
/// statement gets its name when it comes for the second time: whoever comes only once leaves nothing there.
struct StatementNames {
  /// Beyond it statements are sent without names: a text that differs each time must not fill the server's memory.
  private static let limit = 100

  private struct Key: Hashable {
    let sql: String
    let types: [UInt32]
  }

  private let consent: StatementConsent
  /// Nil for what came once.
  private var names: [Key: String?] = [:]
  private var prepared: Set<String> = []
  /// Whether the columns of a kept statement turned out to be of other types by now: true until the session ends.
  private var areOutdated = false

  init(_ consent: StatementConsent) { self.consent = consent }

  /// Nil for a statement that is to be sent without.
  mutating func name(of statement: PostgresStatement) -> String? {
    guard statement.isKept, !areOutdated, !consent.isRefused else { return nil }
    let key = Key(sql: statement.sql, types: statement.parameters.map(\.type.number))
    guard let known = names[key] else {
      if names.count < Self.limit { names[key] = .some(nil) }
      return nil
    }
    let name = known ?? Self.digest("\(key.types) \(key.sql)")
    names[key] = name
    return name
  }

  func isPrepared(_ name: String) -> Bool { prepared.contains(name) }

  mutating func notePrepared(_ name: String) { prepared.insert(name) }

  /// Whether a statement failed because of its name only: from then on none is named, and it can be sent again.
  mutating func areToBlame(for error: PostgresServerError) -> Bool {
    switch error.sqlState {
    // invalid_sql_statement_name, duplicate_prepared_statement
    case "26000", "42P05": consent.refuse()
    // feature_not_supported: “cached plan must not change result type”.
    case "0A000": areOutdated = true
    default: return false
    }
    return true
  }

  private static func digest(_ text: String) -> String {
    var text = text
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    text.withUTF8 { _ = EVP_Digest($0.baseAddress, $0.count, &digest, &length, EVP_sha256(), nil) }
    let digits = Array("0123456789abcdef")
    return "triggertop_"
      + String(digest.prefix(Int(length)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
      .prefix(52)
  }
}

/// Whether the server, or the pooler before it, lets sessions keep statements; refused for good.
final class StatementConsent: Sendable {
  private let refused = Atomic(false)

  var isRefused: Bool { refused.load(ordering: .relaxed) }

  func refuse() { refused.store(true, ordering: .relaxed) }
}
