/// What differs between the two databases in the statements that make an untidy queue.
enum UntidyDialect: Sendable {
  case postgres, sqlite

  /// A time as seconds before `base`, which are an SQL expression; negative ones lie ahead.
  func ago(_ seconds: String, base: Int) -> String {
    switch self {
    case .postgres: "to_timestamp(\(base) - (\(seconds)))"
    case .sqlite: "strftime('%Y-%m-%d %H:%M:%f000', \(base) - (\(seconds)), 'unixepoch')"
    }
  }

  /// Django's own text for it on SQLite, which has no infinities: the ends of its calendar stand for them.
  func literal(_ time: UntidyTime) -> String {
    switch (self, time) {
    case (.postgres, .yearOne): "timestamptz '0001-01-01 00:00:01Z'"
    case (.postgres, .year9999): "timestamptz '9999-12-31 23:59:58Z'"
    case (.postgres, .infinity): "timestamptz 'infinity'"
    case (.postgres, .negativeInfinity): "timestamptz '-infinity'"
    case (.sqlite, .yearOne): "'0001-01-01 00:00:01'"
    case (.sqlite, .year9999): "'9999-12-31 23:59:58'"
    case (.sqlite, .infinity): "'9999-12-31 23:59:59.999999'"
    case (.sqlite, .negativeInfinity): "'0001-01-01 00:00:00'"
    }
  }

  /// Numbers from 1 on, as the table `g` with the column `n`.
  func numbers(_ count: Int) -> String {
    "WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < \(count))"
  }
}

enum UntidyTime: Sendable {
  case yearOne, year9999, infinity, negativeInfinity
}
