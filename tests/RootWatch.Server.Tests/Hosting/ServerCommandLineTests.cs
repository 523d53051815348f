using System.Collections;
using RootWatch.Detection.Sigma;
using RootWatch.Server.Accounts;
using RootWatch.Server.Fleet;
using RootWatch.Server.Heartbeats;
using RootWatch.Server.Hosting;
using RootWatch.Server.Organizations;
using RootWatch.Server.Posture;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Tests.Hosting;

/// <summary>Settings from everywhere, and what the server refuses to run with.</summary>
public sealed class ServerCommandLineTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rootwatch-settings-");
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly Hashtable _environment = [];
    private readonly PollOptions _poll = new();

    public ServerCommandLineTests() => File.WriteAllText(Accounts,
        "tenants:\n  - id: acme\n    accounts:\n      - id: \"111122223333\"\n        roleArn: arn:aws:iam::111122223333:role/RootWatch\n");

    private string Accounts => Path.Combine(_folder.FullName, "accounts.yaml");

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void A_flag_wins_over_the_environment_and_that_over_the_file()
    {
        string file = Write("s.json", """{ "grpc": { "listen": "127.0.0.1:1" }, "http": { "listen": "127.0.0.1:2" }, "silo": { "port": 3 }, /* so */ "poll": { "homeInterval": "7s" }, }""");
        _environment["ROOTWATCH__GRPC__LISTEN"] = "127.0.0.1:11";
        _environment["ROOTWATCH__HTTP__LISTEN"] = "127.0.0.1:12";
        _environment["ROOTWATCH__POLL__REGIONINTERVAL"] = "00:00:10";
        ServerSettings settings = Read("--dev", "--accounts", Accounts, "--settings", file, "--grpc-listen", "[::1]:21").Settings!;
        Assert.Equal((21, 12, 3), (settings.GrpcListen.EndPoint.Port, settings.HttpListen.EndPoint.Port, settings.SiloPort));
        Assert.Equal((TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(10)), (_poll.HomeInterval, _poll.RegionInterval));
    }

    /// <summary>Of many weeks a timer makes nothing, and the server would watch nobody without a word.</summary>
    [Theory]
    [InlineData("POLL__HOMEINTERVAL", "25h", "Poll:HomeInterval must be more than zero and a day at most")]
    [InlineData("POLL__CANARYINTERVAL", "9999999d", "Poll:CanaryInterval must be more than zero and a day at most")]
    [InlineData("POLL__STARTSPREAD", "50d", "Poll:StartSpread must be between zero and a day")]
    [InlineData("POLL__HOTFOR", "9999999d", "Poll:HotFor must be between zero and 90 days")]
    [InlineData("POLL__PERSISTINTERVAL", "9999999d", "Poll:PersistInterval must be between zero and a day")]
    [InlineData("POSTURE__INTERVAL", "50d", "Posture:Interval must be between zero, which reads no posture, and 30 days")]
    [InlineData("POSTURE__READINGMAX", "0s", "Posture:ReadingMax must be more than zero and a day at most")]
    public void An_interval_that_nobody_can_mean_is_a_mistake(string variable, string value, string mistake)
    {
        _environment["ROOTWATCH__" + variable] = value;
        Assert.Equal(2, Read("--dev", "--accounts", Accounts).ExitCode);
        Assert.Contains(mistake, _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_files_about_addresses_are_read_before_the_start_and_named_if_they_are_of_no_use()
    {
        string lists = Write("lists.txt", "tor 203.0.113.66\nonion 203.0.113.67\n");
        _environment["ROOTWATCH__GEO__ASN"] = Path.Combine(_folder.FullName, "asn.mmdb");
        Assert.Equal(2, Read("--dev", "--accounts", Accounts, "--geo-country", Accounts, "--geo-lists", lists).ExitCode);
        string[] expected =
        [
            $"{Accounts}: is no table in MaxMind's format, or is damaged", "asn.mmdb: is not there; leave out --geo-asn to go without", $"{lists}:2: a line is a kind (tor,",
        ];
        Assert.All(expected, mistake => Assert.Contains(mistake, _error.ToString(), StringComparison.Ordinal));
        Write("lists.txt", "tor 203.0.113.66\n");
        _environment.Clear();
        Assert.Equal(lists, Read("--dev", "--accounts", Accounts, "--geo-lists", lists).Settings!.Origins.Lists);
    }

    [Fact]
    public void All_mistakes_are_told_together_and_the_exit_code_is_2()
    {
        string file = Write("s.json", """{ "grpc": { "lisen": "x" }, "profil": "azure" }""");
        _environment["ROOTWATCH__POLL__HOMINTERVAL"] = "5s";
        _environment["ROOTWATCH__POLL__REGIONINTERVAL"] = "5x";
        _environment["ROOTWATCH__POLL__CALLSPERSECOND"] = "9";
        _environment["ROOTWATCH__POSTURE__IAMCALLSPERSECOND"] = "0.05";
        _environment["AWS_ENDPOINT_URL"] = "http://example.com";
        _environment["AWS_REGION"] = "us-est-1";
        Assert.Equal(2, Read("--accounts", Accounts, "--settings", file, "--http-listen", "foo", "--silo-port", "70000", "--dv").ExitCode);
        string[] expected =
        [
            "'--dv'", "did you mean grpc:listen?", "did you mean profile?", "did you mean ROOTWATCH__POLL__HOMEINTERVAL?", "ROOTWATCH__POLL__REGIONINTERVAL: '5x' is no duration",
            "Poll:CallsPerSecond must be from 0.1 to 2", "Posture:IamCallsPerSecond must be from 0.1 to 2", "clear text to another machine", "did you mean 'us-east-1'?", "--http-listen: 'foo': there is no port", "--silo-port: '70000' is no port",
            "--tokens: the server needs to know who may call",
        ];
        Assert.All(expected, mistake => Assert.Contains(mistake, _error.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--grpc-listen 0.0.0.0:7070 --dev", "--grpc-listen: 0.0.0.0:7070 can be reached from other machines, and --dev lets everybody in")]
    [InlineData("--http-listen [::]:9464 --dev", "--http-listen: [::]:9464 can be reached from other machines, and --dev lets everybody in")]
    [InlineData("--grpc-listen 10.0.0.1:7070 --tokens TOKENS", "which needs TLS; give --tls-certificate and --tls-key")]
    [InlineData("--http-listen *:9464 --tokens TOKENS", "which needs TLS; give --tls-certificate and --tls-key")]
    [InlineData("", "make a file with 'rootwatch token create'")]
    [InlineData("--dev --tokens TOKENS", "leave out either --dev or --tokens")]
    [InlineData("--dev --silo-advertise 10.0.0.1", "--silo-plaintext")]
    [InlineData("--dev --tls-key TOKENS", "--tls-certificate is missing")]
    [InlineData("--tokens TOKENS --tls-certificate TOKENS --tls-key TOKENS", "holds no certificate in PEM form")]
    [InlineData("--dev --grpc-listen :[5", "--grpc-listen: ':[5': there is no port")]
    [InlineData("--dev --grpc-listen :7070", "--grpc-listen: ':7070': there is no port")]
    [InlineData("--dev --grpc-listen 127.0.0.1:9464", "--grpc-listen: gRPC and HTTP cannot share 127.0.0.1:9464")]
    [InlineData("--dev --grpc-listen 127.0.0.1:5 --http-listen 127.0.0.1:5", "--http-listen: gRPC and HTTP cannot share 127.0.0.1:5")]
    [InlineData("--dev --profile azur", "unknown profile 'azur'; did you mean 'azure'?")]
    [InlineData("--dev --silo-port 7070", "--silo-port: gRPC and the silo cannot share 127.0.0.1:7070; give --grpc-listen and --silo-port a port each")]
    [InlineData("--dev --http-listen 127.0.0.1:11111", "--http-listen: HTTP and the silo cannot share 127.0.0.1:11111")]
    [InlineData("--dev --profile azure", "ROOTWATCH__AZURE__CONNECTIONSTRING: the azure profile needs")]
    public void What_would_be_unsafe_or_cannot_work_is_refused_with_the_remedy(string arguments, string refusal)
    {
        string tokens = Write("tokens.yaml", "tokens: []\n");
        string[] given = [.. arguments.Replace("TOKENS", tokens, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        Assert.Equal(2, Read(["--accounts", Accounts, .. given]).ExitCode);
        Assert.Contains(refusal, _error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Whoever is told by --check that all is right must not be told otherwise by the start.</summary>
    [Theory]
    [InlineData("AWS_ENDPOINT_URL", "https://user:hunter2@aws.example", "must not carry a user")]
    [InlineData("AWS_ENDPOINT_URL", "https://169.254.169.254", "link-local")]
    [InlineData("AWS_ENDPOINT_URL_STS", "sts.eu-central-1.amazonaws.com", "is not a URL")]
    [InlineData("AWS_ENDPOINT_URL_CLOUDTRAIL", "http://aws.example", "clear text to another machine")]
    public void What_the_AWS_clients_would_not_take_as_an_address_is_a_mistake_of_the_settings(string variable, string url, string reason)
    {
        _environment[variable] = url;
        Assert.Equal(2, Read("--dev", "--check", "--accounts", Accounts).ExitCode);
        Assert.Contains($"{variable}: ", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains(reason, _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_addresses_that_stand_for_AWS_are_left_to_the_clients_that_read_them_and_are_shown()
    {
        _environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:4566";
        _environment["AWS_ENDPOINT_URL_STS"] = "https://vpce-1.example";
        ServerSettings settings = Read("--dev", "--accounts", Accounts).Settings!;
        // It would go before that of the service.
        Assert.Null(settings.Aws.EndpointUrl);
        string banner = Banner.Text(settings, SigmaReading.Empty, Roster.Empty, ["a", "b"]);
        Assert.Contains("aws       http://127.0.0.1:4566/  (AWS_ENDPOINT_URL: every other AWS call goes there)", banner, StringComparison.Ordinal);
        Assert.Contains("aws       https://vpce-1.example/  (AWS_ENDPOINT_URL_STS: every call of sts goes there)", banner, StringComparison.Ordinal);

        _environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
        Assert.Empty(Read("--dev", "--accounts", Accounts).Settings!.AwsEndpoints);
    }

    [Theory]
    [InlineData("{\"accounts\": \"\\ud800\"}")]
    [InlineData("{\"acc\\ud800\": \"x\"}")]
    public void A_settings_file_with_text_that_is_none_is_a_mistake_with_its_place(string text)
    {
        string file = Write("s.json", text);
        Assert.Equal(2, Read("--dev", "--settings", file).ExitCode);
        Assert.Contains($"{file}:1:", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("this text is no Unicode", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0s")]
    // No timer waits for longer than seven weeks: the organization would be followed no more.
    [InlineData("60d")]
    public void An_organization_is_asked_neither_at_once_again_nor_never(string interval)
    {
        _environment["ROOTWATCH__ORGANIZATIONS__INTERVAL"] = interval;
        Assert.Equal(2, Read("--dev", "--accounts", Accounts).ExitCode);
        Assert.Contains("Organizations:Interval must be between a second and 30 days", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("foo")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=x;AccountKey=secret!;EndpointSuffix=core.windows.net")]
    public void What_is_no_connection_string_is_refused_and_not_shown(string connection)
    {
        _environment["ROOTWATCH__AZURE__CONNECTIONSTRING"] = connection;
        _environment["ROOTWATCH__AZURE__CONTAINERNAME"] = "Root--Watch";
        _environment["ROOTWATCH__AZURE__TABLENAME"] = "silos-of-ours";
        Assert.Equal(2, Read("--check", "--dev", "--accounts", Accounts, "--profile", "azure").ExitCode);
        Assert.Contains("ROOTWATCH__AZURE__CONNECTIONSTRING: The Azure Storage connection string is not valid. Copy it whole", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("'Root--Watch': a container's name has", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("'silos-of-ours': a table's name has", _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(connection, _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=x;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net")]
    public void A_connection_string_as_Azure_gives_it_is_taken(string connection)
    {
        _environment["ROOTWATCH__AZURE__CONNECTIONSTRING"] = connection;
        _environment["ROOTWATCH__AZURE__CONTAINERNAME"] = "root-watch-2";
        Assert.Equal(connection, Read("--dev", "--accounts", Accounts, "--profile", "azure").Settings!.Azure!.ConnectionString);
    }

    [Fact]
    public void Check_tries_whether_the_data_directory_can_be_written_and_leaves_nothing_there()
    {
        string data = Path.Combine(_folder.FullName, "made", "by", "the", "server");
        Assert.Equal(0, Read("--check", "--dev", "--accounts", Accounts, "--data", data).ExitCode);
        Assert.Equal([Accounts], Directory.GetFileSystemEntries(_folder.FullName));

        Assert.Equal(2, Read("--check", "--dev", "--accounts", Accounts, "--data", Path.Combine(Accounts, "data")).ExitCode);
        Assert.Contains($"--data: the data directory cannot be {Path.Combine(Accounts, "data")}: {Accounts} is no directory", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_tries_a_data_directory_that_a_server_has()
    {
        string data = Directory.CreateDirectory(Path.Combine(_folder.FullName, "data")).FullName;
        Write("data/documents.db", "as it was");
        using DirectoryOwnership owned = DirectoryOwnership.Take(data);
        string[] before = Directory.GetFileSystemEntries(data);

        Assert.Equal(0, Read("--check", "--dev", "--accounts", Accounts, "--data", data).ExitCode);

        Assert.Equal(before.Order(StringComparer.Ordinal), Directory.GetFileSystemEntries(data).Order(StringComparer.Ordinal));
        Assert.Equal("as it was", File.ReadAllText(Path.Combine(data, "documents.db")));
    }

    [Fact]
    public void Check_says_what_the_accounts_file_hardly_means()
    {
        const string day = "by: ann, reason: x";
        Write("accounts.yaml",
            "tenants:\n  - id: acme\n    posture:\n      exemptions:\n"
            + $"        - {{check: P02, account: \"111122223331\", until: 2020-01-31, {day}}}\n"
            + $"        - {{check: P03, until: 2999-01-31, {day}}}\n"
            + $"        - {{check: P04, account: \"999922223331\", until: 2999-01-31, {day}}}\n    accounts:\n"
            + string.Concat(Enumerable.Range(1, 8).Select(n => $"      - {{id: \"11112222333{n}\", roleArn: \"arn:aws:iam::11112222333{n}:role/R\", externalId: {(n == 8 ? "0123456789abcdef" : n == 7 ? "ab" : "0123456789")}}}\n"))
            + "      - {id: \"111122223339\", roleArn: \"arn:aws:iam::111122223339:role/R\"}\n");
        Assert.Equal(0, Read("--check", "--dev", "--accounts", Accounts).ExitCode);
        string[] notes = [.. _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)];
        Assert.Equal(4, notes.Length);
        Assert.StartsWith("note: there is no external id for 111122223339: ", notes[0], StringComparison.Ordinal);
        Assert.StartsWith(
            "note: the external id has fewer than 16 characters, which can be guessed, for 111122223331, 111122223332, 111122223333, 111122223334, 111122223335 and 2 more: ",
            notes[1], StringComparison.Ordinal);
        Assert.Equal("note: the exemption from P02 of tenant 'acme' for account 111122223331 ended at 2020-02-01T00:00:00Z", notes[2]);
        Assert.Equal("note: the exemption from P04 of tenant 'acme' for account 999922223331 is of no use: the tenant has no such account", notes[3]);
    }

    [Fact]
    public void Check_says_whose_roles_cannot_be_assumed_from_where_the_server_is()
    {
        static string Account(string id, string partition) => $"      - {{id: \"{id}\", roleArn: \"arn:{partition}:iam::{id}:role/R\", externalId: 0123456789abcdef}}\n";
        Write("accounts.yaml", "tenants:\n  - id: acme\n    accounts:\n" + Account("111122223331", "aws") + Account("111122223332", "aws-cn") + Account("111122223333", "aws-us-gov"));

        Assert.Equal(0, Read("--check", "--dev", "--accounts", Accounts).ExitCode);
        Assert.Equal(
            [
                "note: roles are assumed in us-east-1, of the partition aws, where AWS gives none of aws-cn, as for 111122223332: watch these with another server, with credentials of aws-cn and AWS_REGION=cn-north-1",
                "note: roles are assumed in us-east-1, of the partition aws, where AWS gives none of aws-us-gov, as for 111122223333: watch these with another server, with credentials of aws-us-gov and AWS_REGION=us-gov-west-1",
            ],
            _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1));

        _environment["AWS_REGION"] = "cn-northwest-1";
        _output.GetStringBuilder().Clear();
        Assert.Equal(0, Read("--check", "--dev", "--accounts", Accounts).ExitCode);
        Assert.Equal(2, _output.ToString().Split('\n').Count(line => line.Contains("of the partition aws-cn, where AWS gives none of aws", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_listener_with_a_certificate_that_cannot_be_read_is_not_told_to_need_one()
    {
        string tokens = Write("tokens.yaml", "tokens: []\n");
        Assert.Equal(2, Read("--accounts", Accounts, "--tokens", tokens, "--grpc-listen", "10.0.0.1:7070", "--tls-certificate", Accounts + "x", "--tls-key", tokens).ExitCode);
        Assert.DoesNotContain("needs TLS", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bound_that_is_unset_by_default_can_be_set()
    {
        _environment["ROOTWATCH__POLL__MAXCALLSPERACCOUNTPERDAY"] = "500";
        Assert.NotNull(Read("--dev", "--accounts", Accounts).Settings);
        Assert.Equal(500, _poll.MaxCallsPerAccountPerDay);
        _environment["ROOTWATCH__POLL__MAXCALLSPERACCOUNTPERDAY"] = "5";
        Assert.Equal(2, Read("--dev", "--accounts", Accounts).ExitCode);
        Assert.Contains("Poll:MaxCallsPerAccountPerDay must be at least 240", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_says_whether_it_would_start_and_what_is_of_no_use()
    {
        string tokens = Write("tokens.yaml", "tokens:\n" + string.Concat(new[] { ("ann", "acme", "2999-01-01"), ("bob", "acme", "2020-01-01"), ("carol", "acmee", "2999-01-01"), ("dave", "*", "2999-01-01") }.Select(
            (token, i) => $"  - {{id: {token.Item1}, sha256: \"{new string((char)('a' + i), 64)}\", tenant: \"{token.Item2}\", role: viewer, expires: {token.Item3}T00:00:00Z}}\n")));
        Assert.Equal(2, Read("--check", "--accounts", Accounts + "x", "--tokens", tokens).ExitCode);
        Assert.Equal("", _output.ToString());

        Assert.Equal(0, Read("--check", "--accounts", Accounts, "--tokens", tokens).ExitCode);
        Assert.Equal(
            [
                "all is right: 1 account of 1 tenant; tokens: 4",
                "note: the token 'bob' expired at 2020-01-01T00:00:00Z",
                "note: the token 'carol' is for the tenant 'acmee', which the accounts file does not have",
                "note: there is no external id for 111122223333: another customer who names the role there could have it read in his name",
            ],
            _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Sigma_rules_with_mistakes_are_refused_with_all_other_mistakes_and_what_is_not_supported_is_left_out()
    {
        string source = "title: x\nlogsource: {product: aws, service: cloudtrail}\n";
        string rules = Directory.CreateDirectory(Path.Combine(_folder.FullName, "sigma")).FullName;
        Write("sigma/good.yml", source + "detection: {a: {eventName: X}, condition: a}\n");
        Write("sigma/unsupported.yml", source + "detection: {a: {eventName: X}, condition: a | count() > 5}\n");
        SigmaReading sigma = Read("--dev", "--accounts", Accounts, "--sigma", rules).Sigma!;
        Assert.Single(sigma.Rules.All);
        Assert.Single(sigma.Of(SigmaProblemKind.Unsupported));

        string bad = Write("sigma/bad.yml", source + "detection: {a: {eventName|foo: X}, condition: a}\n");
        Assert.Equal(2, Read("--accounts", Accounts, "--sigma", rules).ExitCode);
        Assert.Contains($"{bad}:3:17: detection.a.eventName|foo: unknown modifier 'foo'", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("--tokens: the server needs to know who may call", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_tenant_has_set_of_a_Sigma_rule_is_checked_against_the_rules_that_are_loaded()
    {
        string rule = Write("rule.yml", "title: x\nid: 8ad1600d-0000-4000-8000-00000000abcd\nlogsource: {product: aws, service: cloudtrail}\ndetection: {a: {eventName: X}, condition: a}\n");
        File.AppendAllText(Accounts, "    rules: {SIGMA-8ad1600d-0000: {severity: low}}\n");

        Assert.Equal(0, Read("--check", "--dev", "--accounts", Accounts, "--sigma", rule).ExitCode);
        Assert.Equal(2, Read("--check", "--dev", "--accounts", Accounts).ExitCode);
        Assert.Contains($"{Accounts}:6:13: there is no rule 'SIGMA-8ad1600d-0000'; --sigma", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Help_says_of_each_setting_what_it_is_and_what_it_is_by_default()
    {
        Assert.Equal(0, Read("--help").ExitCode);
        string[] settings = [.. _output.ToString().Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("ROOTWATCH__", StringComparison.Ordinal))];
        Assert.Contains("ROOTWATCH__POLL__HOMEINTERVAL: Between two readings of root and sign-ins in the home region, where root signs in. Default 1m.", settings);
        Assert.All(settings, setting => Assert.Matches("^[A-Z_]+: [A-Z].{9,}", setting));
        Assert.All(settings.Where(setting => setting.StartsWith("ROOTWATCH__P", StringComparison.Ordinal)), setting => Assert.Matches(@"[.] Default (none|[0-9.]+(s|m|h|d)?)[.]$", setting));
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    [Theory]
    [InlineData("https://hc-ping.com/1", "", "GET", "https://hc-ping.com/1 GET")]
    [InlineData("", "http://alive.internal/beat\n", "post", "http://alive.internal/beat POST")]
    public void Who_expects_a_heartbeat_is_a_setting_or_stands_in_a_file(string url, string file, string method, string expected)
    {
        _environment["ROOTWATCH__HEARTBEAT__URL"] = url.Length > 0 ? url : null;
        string[] named = file.Length > 0 ? ["--heartbeat-url-file", Write("url.txt", file)] : [];
        HeartbeatTarget target = Read(["--dev", "--accounts", Accounts, "--heartbeat-method", method, .. named]).Settings!.Heartbeat!;
        Assert.Equal(expected, $"{target.Url} {(target.IsPost ? "POST" : "GET")}");
    }

    [Fact]
    public void Mistakes_about_the_heartbeat_are_told_together_and_show_no_secret()
    {
        _environment["ROOTWATCH__HEARTBEAT__URL"] = "ftp://hc-ping.com/secret";
        _environment["ROOTWATCH__HEARTBEAT__INTERVAL"] = "0s";
        _environment["ROOTWATCH__HEARTBEAT__TIMEOUT"] = "2m";
        _environment["ROOTWATCH__HEARTBEAT__CANARYWITHIN"] = "1h";
        _environment["ROOTWATCH__HEARTBEAT__SEENSHAREMIN"] = "0";
        Assert.Equal(2, Read("--dev", "--accounts", Accounts, "--heartbeat-method", "PUT").ExitCode);
        string[] expected =
        [
            "ROOTWATCH__HEARTBEAT__URL: the heartbeat's URL: it is no http or https URL", "unknown method 'PUT'", "Heartbeat:Interval must be", "Heartbeat:Timeout must be", "Heartbeat:CanaryWithin must be",
            "Heartbeat:SeenShareMin must be above 0",
        ];
        Assert.All(expected, mistake => Assert.Contains(mistake, _error.ToString(), StringComparison.Ordinal));
        Assert.DoesNotContain("secret", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://x/1", "url.txt", "leave out either it or --heartbeat-url-file")]
    [InlineData(null, "missing.txt", "there is no file")]
    [InlineData("https://user:secret@x/1", null, "a user name or password before the host")]
    public void One_heartbeat_has_one_url(string? url, string? file, string mistake)
    {
        Write("url.txt", "https://x/2");
        _environment["ROOTWATCH__HEARTBEAT__URL"] = url;
        string[] named = file is null ? [] : ["--heartbeat-url-file", Path.Combine(_folder.FullName, file)];
        Assert.Equal(2, Read(["--dev", "--accounts", Accounts, .. named]).ExitCode);
        Assert.Contains(mistake, _error.ToString(), StringComparison.Ordinal);
    }

    private Invocation Read(params string[] arguments) =>
        ServerCommandLine.Read(arguments, _environment, [SettingSection.Poll(_poll), SettingSection.Posture(new PostureOptions()), SettingSection.Heartbeat(new HeartbeatOptions()), SettingSection.Organizations(new OrganizationOptions())], TimeProvider.System, _output, _error);
}
