import Testing

@testable import triggertop

@Suite("A refused configuration")
struct ConfigurationRefusalTests {
  @Test(
    "is told in one sentence with file, line, key and remedy, and ends the program with 78",
    arguments: [
      (
        "tries_before_eror = 3",
        "1: tries_before_eror: there is no such setting; did you mean tries_before_error?"
      ),
      ("\nconcurrency = 3", "2: concurrency: there is no such setting; did you mean processor.concurrency?"),
      ("[procesor]\nlease = \"5s\"", "1: procesor: there is no such setting; did you mean processor?"),
      ("[pie]", "1: pie: there is no such setting; triggertop config lists those there are."),
      ("\n[processor]\nconcurrency = \"4\"", "3: processor.concurrency: must be a whole number, not \"4\"."),
      ("[processor]\nconcurrency = 0", "2: processor.concurrency: must be from 1 to 1000, not 0."),
      ("tries_before_error = 0", "1: tries_before_error: must be 1 or more, not 0."),
      ("read_only = \"yes\"", "1: read_only: must be true or false, not \"yes\"."),
      ("processor = 3", "1: processor: must be a table, under the header [processor], not 3."),
      (
        "[processor]\n\nlease = \"1 year\"",
        "3: processor.lease: must be a duration such as \"30s\", \"5m\", \"2h\" or \"1d\", not \"1 year\"."
      ),
      (
        "processor.grace = 60",
        "1: processor.grace: must be a duration such as \"30s\", \"5m\", \"2h\" or \"1d\", not 60."
      ),
      (
        "[processor]\nbackoff_base = \"9223372036854s\"",
        "2: processor.backoff_base: must be 520w or less, not \"9223372036854s\"."
      ),
      (
        "[processor]\nkeep_history = 90",
        "2: processor.keep_history: must be an age such as \"90d\" or \"26w\", or \"never\", not 90."
      ),
      (
        "[processor]\nkeep_history = \"always\"",
        "2: processor.keep_history: must be an age such as \"90d\" or \"26w\", or \"never\", not \"always\"."
      ),
      (
        "[processor]\nkeep_history = \"1h\"",
        "2: processor.keep_history: must be 1d or more, or \"never\", not \"1h\"."
      ),
      (
        "[processor]\nbackoff = \"linear\"",
        "2: processor.backoff: must be \"exponential\" or \"none\", not \"linear\"."
      ),
      ("[processor]\ntypes = \"pay\"", "2: processor.types: must be a list such as [\"…\", \"…\"], not \"pay\"."),
      ("[statsd]\nport = 70000", "2: statsd.port: must be from 1 to 65535, not 70000."),
      (
        "type_to_table = 3", "1: type_to_table: must be a table of types such as pay_bill = \"billing_paybill\", not 3."
      ),
      (
        "[type_to_table]\nmail = \"m\"\npay = 5",
        "3: type_to_table.pay: must be \"table\", [\"table\", …] or [[\"table\", \"id column\"], …], not 5."
      ),
      ("redis_url = \"http://r\"", "1: redis_url: The Redis URL must begin with redis:// or unix://."),
      (
        "\nDJTRIGGERS_REDIS_URL = \"rediss://:hunter2@r\"",
        "2: DJTRIGGERS_REDIS_URL: TLS to Redis (rediss://) is not supported here: connect through stunnel, or by a Unix socket (unix:///path)."
      ),
      ("redis_url = 12345", "1: redis_url: must be a text in quotation marks, not a number."),
      ("[celery]\nbroker = \"amqp://b\"", "2: celery.broker: The Redis URL must begin with redis:// or unix://."),
    ])
  func settings(file: String, expected: String) { #expect(refusal(file: file) == "78 config.toml, line " + expected) }

  @Test(
    "names the key of a handler, on its own line",
    arguments: [
      ("handlers = 5", "1: handlers: must be a table with others in it, such as [handlers.pay_bill], not 5."),
      (
        "[handlers]\npay = \"/bin/true\"",
        "2: handlers.pay: must be one table, under the header [handlers.pay], not \"/bin/true\"."
      ),
      ("\n[[handlers.pay]]", "2: handlers.pay: must be one table, under the header [handlers.pay], not a list."),
      (
        "[handlers.pay]\ntimeout = \"5s\"",
        "1: handlers.pay: needs command = [\"/usr/bin/pay\", \"--id\"], webhook = \"https://…\" or celery = \"billing.PayBill\"."
      ),
      (
        "[handlers.'pay']\ntimeout = \"soon\"",
        "2: handlers.pay.timeout: must be a duration such as \"30s\", \"5m\", \"2h\" or \"1d\", not \"soon\"."
      ),
      ("[ handlers . pay ]\ntimeout = \"0s\"", "2: handlers.pay.timeout: must be 1s or more, not 0s."),
      (
        "[handlers.pay]\ncelery = \"PayBill\"",
        "2: handlers.pay.celery: must be a Django model such as \"billing.PayBill\", not \"PayBill\"."
      ),
      (
        "[handlers.pay]\ncommand = [\"x\"]\nwebhook = \"https://a\"",
        "3: handlers.pay.webhook: stands beside handlers.pay.command; keep one of them."
      ),
      (
        "[handlers.pay]\ncommand = []\nwebhook = \"https://a\"",
        "3: handlers.pay.webhook: stands beside handlers.pay.command; keep one of them."
      ),
      (
        "[handlers.pay]\ncommand = [\"x\"]\ntimeuot = \"5s\"",
        "3: handlers.pay.timeuot: there is no such setting; did you mean handlers.pay.timeout?"
      ),
      (
        "[handlers.\"pay.bill\"]\ncomand = [\"x\"]",
        "2: handlers.\"pay.bill\".comand: there is no such setting; did you mean handlers.\"pay.bill\".command?"
      ),
      (
        "[handlers.pay]\n\ncommand = []",
        "3: handlers.pay.command: A command needs a program, such as [\"/usr/bin/true\"]."
      ),
      (
        "[handlers.pay]\ncommand = [\"\"]",
        "2: handlers.pay.command: A command needs a program, such as [\"/usr/bin/true\"]."
      ),
      (
        "[handlers.pay]\ncommand = [\"/bin/true\", 3]",
        "2: handlers.pay.command: element 2 must be a text in quotation marks, not a number."
      ),
      (
        "[handlers.pay]\ncommand = \"/bin/true\"",
        "2: handlers.pay.command: must be a list such as [\"…\", \"…\"], not \"/bin/true\"."
      ),
      (
        "[handlers.pay]\nsecret = \"x\"\nwebhook = \"pay\"",
        "3: handlers.pay.webhook: The webhook's address is no URL; write it as https://host/path."
      ),
      (
        "[handlers.pay]\nwebhook = \"ftp://h/x\"",
        "2: handlers.pay.webhook: A webhook can't be reached by ftp: only http: and https: addresses work."
      ),
      (
        "[handlers.pay]\nwebhook = \"http://h:99999/x\"",
        "2: handlers.pay.webhook: The webhook's address has the port 99999; give one from 1 to 65535."
      ),
      (
        "[handlers.pay]\nwebhook = \"http://h\"\nsecret = \"\"",
        "3: handlers.pay.secret: must not be empty; leave it out where nothing is to be signed."
      ),
      (
        "[handlers.pay]\ncommand = [\"x\"]\nsecret = \"hunter2\"",
        "3: handlers.pay.secret: signs what a webhook gets, and there is none; add webhook = \"https://…\", or remove it."
      ),
      (
        "[handlers.pay]\nwebhook = \"http://h\"\ndetach = true",
        "3: handlers.pay.detach: is about a command's children, and there is no command; remove it."
      ),
      (
        "[handlers.pay]\nwebhook = \"http://h\"\nconcurrency = 0",
        "3: handlers.pay.concurrency: must be from 1 to 1000, not 0."
      ),
      (
        "[handlers.pay]\ncelery = \"billing.PayBill\"\nconcurrency = 2",
        "3: handlers.pay.concurrency: is about what runs here, and Celery's workers run this type; remove it."
      ),
      ("[handlers.pay]\nsecret = 12345", "2: handlers.pay.secret: must be a text in quotation marks, not a number."),
      (
        "\n[handlers.\(String(repeating: "p", count: 51))]\ncommand = [\"x\"]",
        "2: handlers.\(String(repeating: "p", count: 51)): The type is 51 characters long; at most 50 fit."
      ),
    ])
  func handlers(file: String, expected: String) { #expect(refusal(file: file) == "78 config.toml, line " + expected) }

  @Test(
    "from the environment names the variable",
    arguments: [
      ("DJTRIGGERS_TRIES_BEFORE_ERROR", "many", "must be a whole number, not \"many\"."),
      ("TRIGGERTOP_PROCESSOR_CONCURRENCY", "0", "must be from 1 to 1000, not 0."),
      (
        "TRIGGERTOP_PROCESSOR_LEASE", "soon",
        "must be a duration such as \"30s\", \"5m\", \"2h\" or \"1d\", not \"soon\"."
      ),
      ("DJTRIGGERS_REDIS_URL", "http://:hunter2@r", "The Redis URL must begin with redis:// or unix://."),
      (
        "DJTRIGGERS_TYPE_TO_TABLE", "{\"pay\": 5}",
        "pay must be \"table\", [\"table\", …] or [[\"table\", \"id column\"], …], not 5."
      ),
      (
        "DJTRIGGERS_TYPE_TO_TABLE", "pay=app",
        "must be a JSON object such as {\"pay_bill\": \"billing_paybill\"}, not \"pay=app\"."
      ),
      (
        "DJTRIGGERS_LOGGERS", "[\"PythonLogger\"",
        "must be a JSON array such as [\"…\", \"…\"], or words separated by commas, not \"[\\\"PythonLogger\\\"\"."
      ),
      ("TRIGGERTOP_PROCESSOR_TYPES", "[\"pay\", 3]", "element 2 must be a text in quotation marks, not a number."),
    ])
  func variables(name: String, value: String, expected: String) {
    #expect(refusal(environment: [name: value]) == "78 environment \(name): \(expected)")
  }

  @Test("from the environment names a handler's variable too")
  func handlersVariable() {
    let file = "[handlers.pay]\nwebhook = \"https://a\""
    #expect(
      refusal(environment: ["TRIGGERTOP_HANDLERS_PAY_WEBHOOK": "ftp://a"], file: file)
        == "78 environment TRIGGERTOP_HANDLERS_PAY_WEBHOOK: A webhook can't be reached by ftp: only http: and https: addresses work."
    )
  }

  @Test("from a flag is a mistake in the command, not in the configuration")
  func flag() {
    #expect(refusal(ConfigurationFlags(concurrency: 0)) == "64 --concurrency must be from 1 to 1000, not 0.")
  }

  @Test("that is no TOML names the line")
  func syntax() throws {
    let sentence = try #require(refusal(file: "read_only = true\n\ndatabase = \"open\n"))
    #expect(sentence.hasPrefix("78 config.toml, line 3: "))
  }

  @Test(
    "by what this machine lacks is the same at the start and in triggertop check",
    arguments: [
      ("/nowhere/pay", "There is no program /nowhere/pay; give the path of one that may be executed."),
      ("/usr/bin", "/usr/bin is a directory; give the path of a program."),
      ("/etc/passwd", "/etc/passwd may not be executed; correct its permissions, or give the path of a program."),
      ("no-such-program", "There is no program no-such-program on PATH; give its path, such as /usr/bin/pay."),
    ])
  func programs(program: String, reason: String) async throws {
    let configuration = try configuration(file: "[handlers.pay]\n\ncommand = [\"\(program)\"]")
    let expected = "config.toml, line 3: handlers.pay.command: \(reason)"
    #expect(throws: ConfigurationError(expected)) { try ProcessorComposition.handlers(configuration) }
    let check = try await HandlersCheck(configuration: configuration).run()
    #expect(check.status == .failed)
    #expect(check.detail == expected)
  }

  @Test("by types that no handler has is the same at the start and in triggertop check")
  func types() async throws {
    let file = "[processor]\ntypes = [\"mail\"]\n[handlers.pay]\ncommand = [\"/bin/true\"]"
    let configuration = try configuration(file: file)
    let expected = ConfigurationError(
      "config.toml, line 2: processor.types: No handler is configured for mail; add [handlers.mail] to the file.")
    #expect(throws: expected) { try ProcessorComposition.handlers(configuration) }
    await #expect(throws: expected) { try await HandlersCheck(configuration: configuration).run() }
  }

  @Test("by its database names where that was given; a flag's is a mistake in the command")
  func database() throws {
    let file = "database = \"mysql://db/orders\""
    #expect {
      try QueueOpener(configuration(file: file)).store()
    } throws: {
      $0 is ConfigurationError && "\($0)".hasPrefix("config.toml, line 1: database: No driver here opens mysql://;")
    }
    #expect {
      try QueueOpener(configuration(ConfigurationFlags(database: "mysql://db/orders"))).store()
    } throws: {
      Failure($0).status == .usage
    }
  }
}
