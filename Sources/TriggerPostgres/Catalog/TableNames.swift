/// The tables by their full names, quoted, as statements need them: a session's search_path is nothing to rely on
/// behind a pooler.
struct TableNames: Hashable, Sendable {
  /// The schema of django-triggers' tables; the side tables live there too.
  let schema: String
  /// Whether the side tables are of the first version, in which claims alone say what runs.
  var areOfFirstVersion = false

  var trigger: String { qualified("djtriggers_trigger") }
  var result: String { qualified("djtriggers_triggerresult") }
  var epoch: String { qualified("triggertop_epoch") }
  var claim: String { qualified("triggertop_claim") }
  var processor: String { qualified("triggertop_processor") }
  var attempt: String { qualified("triggertop_attempt") }
  var payload: String { qualified("triggertop_payload") }
  var action: String { qualified("triggertop_action") }
  var actionItem: String { qualified("triggertop_action_item") }
  var version: String { qualified("triggertop_schema") }

  /// When the handler of claim `c` of processor `p` began, as far as that is known.
  var started: String {
    areOfFirstVersion ? "c.started_at" : "coalesce(c.started_at, (p.running ->> c.trigger_id::text)::timestamptz)"
  }

  /// A new epoch; each is given once.
  var nextEpoch: String { "nextval('\(epoch.replacing("'", with: "''"))')" }

  /// Whether there may be triggers that the role can't see: then what it does not see is not gone.
  var hidesTriggers: String { "row_security_active(\(trigger.quotedLiteral))" }

  /// A table's name for people, with its schema where it lies in another one than the triggers.
  func displayName(schema other: String, table: String) -> String { other == schema ? table : "\(other).\(table)" }

  func qualified(_ table: String) -> String { "\(schema.quotedIdentifier).\(table.quotedIdentifier)" }
}

extension String {
  /// As a literal of SQL, whatever the session's settings.
  var quotedLiteral: String { "E'" + replacing("\\", with: "\\\\").replacing("'", with: "''") + "'" }

  var quotedIdentifier: String { "\"" + replacing("\"", with: "\"\"") + "\"" }
}
