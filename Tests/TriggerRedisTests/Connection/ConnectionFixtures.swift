import BlockingIO
import TestSupport
import TriggerRedis

/// Enough for a busy machine; a test that needs it all has failed.
var soon: Deadline { .after(.seconds(30)) }

/// A connection to an empty database of its own.
func freshConnection() async throws -> RedisConnection {
  try RedisConnection(RedisAddress(await RedisServer.shared().freshDatabase()))
}
