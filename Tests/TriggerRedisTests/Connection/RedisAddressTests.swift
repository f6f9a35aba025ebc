import Testing
import TriggerRedis

@Suite("Redis addresses")
struct RedisAddressTests {
  @Test(
    "A description names the database and never shows a password",
    arguments: [
      ("redis://", "redis://localhost:6379/0"),
      ("redis://cache", "redis://cache:6379/0"),
      ("redis://ann:s3cret@cache:6380/2", "redis://ann@cache:6380/2"),
      ("redis://:s3cret@cache/", "redis://cache:6379/0"),
      ("redis://s3cret@cache", "redis://cache:6379/0"),
      ("redis://ann:p@s3cret@cache", "redis://ann@cache:6379/0"),
      ("redis://ann:s3cret/x@cache/1", "redis://ann@cache:6379/1"),
      ("redis://ann:s3%40cret%2Fx@cache/1", "redis://ann@cache:6379/1"),
      ("redis://cache/?db=3&username=ann&password=s3cret", "redis://ann@cache:6379/3"),
      ("redis://[::1]:6380/1", "redis://[::1]:6380/1"),
      ("unix:///run/redis.sock", "unix:///run/redis.sock?db=0"),
      ("unix://ann:s3cret@/run/redis.sock?db=4", "unix://ann@/run/redis.sock?db=4"),
      ("unix:///run/redis.sock?password=s3cret", "unix:///run/redis.sock?db=0"),
      ("REDIS://ca%1bche", "redis://ca%1bche:6379/0"),
    ])
  func masks(url: String, expected: String) throws {
    let address = try RedisAddress(url)
    #expect(address.description == expected)
    var dumped = ""
    dump(address, to: &dumped)
    #expect(!"\(address) \(String(reflecting: address)) \(dumped)".contains("cret"))
  }

  @Test(
    "What cannot be used is refused with the remedy, without being repeated",
    arguments: [
      ("rediss://:s3cret@cache", "stunnel"), ("http://s3cret@cache", "redis://"), ("s3cret", "redis://"),
      ("redis://cache:s3cret/1", "percent-encoded"), ("redis://:s3cret@cache:0", "port"),
      ("redis://:s3cret@cache:70000", "port"), ("redis://:s3cret@cache/one", "by number"),
      ("redis://:s3cret@cache/-1", "by number"), ("redis://:s3cret%@cache", "%25"),
      ("redis://[::1", "]"), ("unix://s3cret", "three slashes"), ("redis://:s3cret@a%00b", "NUL"),
    ])
  func refuses(url: String, remedy: String) throws {
    let error = try #require(throws: RedisError.self) { try RedisAddress(url) }
    guard case .invalidAddress(let sentence) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(sentence.contains(remedy))
    #expect(!sentence.contains("s3cret"))
  }
}
