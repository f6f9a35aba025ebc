/// A script that Redis keeps under its SHA-1, so that a call need not carry it.
struct RedisScript {
  let sha: String
  let source: String

  /// `KEYS[1]` is the lock, `ARGV[1]` the token. 1 where it was ours.
  static let release = RedisScript(
    sha: "2e47b373b4dbd63ee966d2eb9fe24ed6a138ad4e",
    source: "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0")

  /// As `release`; `ARGV[2]` is the new lease in milliseconds.
  static let extend = RedisScript(
    sha: "e95849a1757fe494b3c802dc09b717d0c074eb21",
    source: "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end return 0")

  /// As `extend`, and also where nobody holds the lock.
  static let regain = RedisScript(
    sha: "5012c8592be3f283132c67409b21398e366cc03a",
    source: "local holder = redis.call('get', KEYS[1]) if holder and holder ~= ARGV[1] then return 0 end"
      + " redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2]) return 1")

  func byHash(_ key: String, _ arguments: String...) -> RedisCommand {
    RedisCommand(["EVALSHA", sha, "1", key] + arguments)
  }

  func inFull(_ key: String, _ arguments: String...) -> RedisCommand {
    RedisCommand(["EVAL", source, "1", key] + arguments)
  }

  var load: RedisCommand { ["SCRIPT", "LOAD", source] }
}
