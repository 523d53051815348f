using System.Text;
using System.Text.Json;

namespace RootWatch.Detection.Events;

/// <summary>
/// One pass over a record. The large members (request, response, additional data) are only marked and read afterwards,
/// for the few events whose rules look into them. The last of two members of one name counts, as everywhere in JSON.
/// </summary>
internal ref struct RecordReader
{
    private const int NameCharsMax = 256;
    private const int IdCharsMax = 128;
    private const int TextCharsMax = 1024;
    private const int ArnCharsMax = 2048;

    private readonly ReadOnlySpan<byte> _utf8;
    private JsonCursor _json;

    private string? _eventId;
    private string? _eventVersion;
    private string? _eventTime;
    private string? _eventSource;
    private string? _eventName;
    private string? _eventType;
    private string? _eventCategory;
    private string? _region;
    private string? _address;
    private string? _userAgent;
    private string? _errorCode;
    private string? _errorMessage;
    private string? _recipient;
    private bool? _readOnly;
    private bool? _managementEvent;
    private bool? _fromConsole;
    private UserIdentity? _identity;
    private bool _hasOtherIdentity;
    private bool _isFlattened;
    private ReadOnlySpan<byte> _request;
    private ReadOnlySpan<byte> _response;
    private ReadOnlySpan<byte> _additional;
    private ReadOnlySpan<byte> _enveloped;

    private RecordReader(ReadOnlySpan<byte> utf8, JsonCursor json)
    {
        _utf8 = utf8;
        _json = json;
    }

    /// <exception cref="JsonException">The text is no JSON, or nested too deeply.</exception>
    public static DecodeOutcome Read(ReadOnlySpan<byte> utf8, bool openEnvelope = true)
    {
        var reader = new RecordReader(utf8, JsonCursor.Of(utf8));
        var outcome = reader.Read(openEnvelope);
        return reader._json.IsBroken ? new RecordReader(utf8, JsonCursor.AsAny(utf8)).Read(openEnvelope) : outcome;
    }

    private DecodeOutcome Read(bool openEnvelope)
    {
        if (!_json.Read() || _json.TokenType != JsonTokenType.StartObject)
        {
            // Whatever it is, it has to be JSON to its end before it may be called so.
            while (_json.Read())
            {
            }

            return new DecodeOutcome(null, UnreadableReason.NotAnObject);
        }

        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            Member();
        }

        // Throws, or breaks, if anything but white space follows the object.
        _json.Read();
        if (_json.IsBroken)
        {
            return default;
        }

        // What names neither a deed nor a doer is something else: an envelope, a digest, an Insight event.
        if (string.IsNullOrEmpty(_eventName) && string.IsNullOrEmpty(_identity?.Type))
        {
            return openEnvelope && !_enveloped.IsEmpty
                ? Read(_enveloped, openEnvelope: false)
                : new DecodeOutcome(null, UnreadableReason.NotARecord);
        }

        return _hasOtherIdentity || (_isFlattened && _identity is null)
            ? new DecodeOutcome(null, UnreadableReason.IdentityUnreadable)
            : new DecodeOutcome(ToEvent(), null);
    }

    private void Member()
    {
        var name = Name();
        _json.Read();
        switch (name.Length)
        {
            case 5 when name.SequenceEqual("event"u8):
            case 6 when name.SequenceEqual("detail"u8):
                _enveloped = ObjectSpan();
                break;
            case 7 when name.SequenceEqual("eventID"u8):
                _eventId = Text(IdCharsMax);
                break;
            case 8 when name.SequenceEqual("readOnly"u8):
                _readOnly = Flag();
                break;
            case 9 when name.SequenceEqual("eventTime"u8):
                _eventTime = Text(64);
                break;
            case 9 when name.SequenceEqual("eventName"u8):
                _eventName = SharedText();
                break;
            case 9 when name.SequenceEqual("eventType"u8):
                _eventType = SharedText();
                break;
            case 9 when name.SequenceEqual("awsRegion"u8):
                _region = SharedText();
                break;
            case 9 when name.SequenceEqual("userAgent"u8):
                _userAgent = Text(TextCharsMax);
                break;
            case 9 when name.SequenceEqual("errorCode"u8):
                _errorCode = SharedText();
                break;
            case 11 when name.SequenceEqual("eventSource"u8):
                _eventSource = SharedText();
                break;
            case 12 when name.SequenceEqual("eventVersion"u8):
                _eventVersion = SharedText();
                break;
            case 12 when name.SequenceEqual("errorMessage"u8):
                _errorMessage = Text(TextCharsMax);
                break;
            case 12 when name.SequenceEqual("userIdentity"u8):
                _identity = Identity();
                break;
            case 13 when name.SequenceEqual("eventCategory"u8):
                _eventCategory = SharedText();
                break;
            case 15 when name.SequenceEqual("CloudTrailEvent"u8) && _json.TokenType == JsonTokenType.String:
                _enveloped = Encoding.UTF8.GetBytes(JsonText.Read(ref _json, EventDecoder.RecordBytesMax));
                break;
            case 15 when name.SequenceEqual("sourceIPAddress"u8):
                _address = Text(NameCharsMax);
                break;
            case 15 when name.SequenceEqual("managementEvent"u8):
                _managementEvent = Flag();
                break;
            case 16 when name.SequenceEqual("responseElements"u8):
                _response = ObjectOrText();
                break;
            case 17 when name.SequenceEqual("requestParameters"u8):
                _request = ObjectOrText();
                break;
            case 18 when name.SequenceEqual("recipientAccountId"u8):
                _recipient = Text(IdCharsMax);
                break;
            case 19 when name.SequenceEqual("additionalEventData"u8):
                _additional = ObjectOrText();
                break;
            case 28 when name.SequenceEqual("sessionCredentialFromConsole"u8):
                _fromConsole = Flag();
                break;
            default:
                // As "userIdentity.type", the columns of CloudWatch Logs Insights.
                _isFlattened |= name.StartsWith("userIdentity."u8);
                _json.Skip();
                break;
        }
    }

    private CloudTrailEvent ToEvent()
    {
        var identity = _identity ?? UserIdentity.Absent;
        var isRoot = identity.Type == RootPredicate.RootType;
        // A read by anyone but root matches no rule that looks into these, and reads are most of what there is. AWS calls
        // the taking of a session a read.
        var wanted = isRoot || _readOnly != true || _eventName == "AssumeRoot";
        var request = wanted || _eventName == "PutEventSelectors" ? ObjectIn(_request) : default;
        var key = _eventId is not null && EventIds.IsIdentity(_eventId) ? _eventId : EventIds.FromText(_utf8);
        return new CloudTrailEvent
        {
            EventId = string.IsNullOrEmpty(_eventId) ? key : _eventId,
            EventKey = key,
            AccountId = AccountIds.Choose(_recipient, identity),
            EventVersion = _eventVersion ?? "",
            EventTime = _eventTime is null ? null : EventTimes.Parse(_eventTime),
            EventSource = _eventSource ?? "",
            EventName = _eventName ?? "",
            EventType = _eventType ?? "",
            EventCategory = _eventCategory ?? "",
            Region = _region ?? "",
            SourceIpAddress = _address ?? "",
            UserAgent = _userAgent ?? "",
            ErrorCode = _errorCode ?? "",
            ErrorMessage = _errorMessage ?? "",
            ReadOnly = _readOnly,
            ManagementEvent = _managementEvent,
            SessionCredentialFromConsole = _fromConsole == true,
            Identity = identity,
            RequestParameters = wanted ? LazyScalars.Of(request) : CloudTrailEvent.NoValues,
            ResponseElements = wanted ? LazyScalars.Of(ObjectIn(_response)) : CloudTrailEvent.NoValues,
            AdditionalEventData = wanted ? LazyScalars.Of(ObjectIn(_additional)) : CloudTrailEvent.NoValues,
            KeepsManagementWrites = _eventName == "PutEventSelectors" ? EventSelectorReader.KeepsManagementWrites(request) : null,
        };
    }

    private UserIdentity? Identity()
    {
        _hasOtherIdentity = _json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null);
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            _json.Skip();
            return null;
        }

        string? type = null, arn = null, principalId = null, accountId = null, userName = null, invokedBy = null, accessKeyId = null;
        var session = default(SessionContext);
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var name = Name();
            _json.Read();
            switch (name.Length)
            {
                case 4 when name.SequenceEqual("type"u8):
                    type = SharedText();
                    break;
                case 3 when name.SequenceEqual("arn"u8):
                    arn = Text(ArnCharsMax);
                    break;
                case 11 when name.SequenceEqual("principalId"u8):
                    principalId = Text(NameCharsMax);
                    break;
                case 9 when name.SequenceEqual("accountId"u8):
                    accountId = Text(IdCharsMax);
                    break;
                case 8 when name.SequenceEqual("userName"u8):
                    userName = Text(NameCharsMax);
                    break;
                case 9 when name.SequenceEqual("invokedBy"u8):
                    invokedBy = SharedText();
                    break;
                case 11 when name.SequenceEqual("accessKeyId"u8):
                    accessKeyId = Text(IdCharsMax);
                    break;
                case 14 when name.SequenceEqual("sessionContext"u8):
                    Session(ref session);
                    break;
                default:
                    _json.Skip();
                    break;
            }
        }

        return new UserIdentity
        {
            Type = type ?? "",
            Arn = arn ?? "",
            PrincipalId = principalId ?? "",
            AccountId = accountId ?? "",
            UserName = userName ?? "",
            InvokedBy = invokedBy ?? "",
            AccessKeyId = accessKeyId ?? "",
            SessionCreated = session.Created,
            MfaAuthenticated = session.MfaAuthenticated,
            AssumedRoot = session.AssumedRoot,
        };
    }

    private struct SessionContext
    {
        public DateTimeOffset? Created;
        public bool? MfaAuthenticated;
        public bool AssumedRoot;
    }

    /// <summary>sessionContext and, inside it, attributes: their members have no name in common that means two things.</summary>
    private void Session(ref SessionContext session)
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            _json.Skip();
            return;
        }

        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var name = Name();
            _json.Read();
            switch (name.Length)
            {
                case 10 when name.SequenceEqual("attributes"u8):
                    Session(ref session);
                    break;
                case 12 when name.SequenceEqual("creationDate"u8):
                    session.Created = EventTimes.Parse(Text(64) ?? "");
                    break;
                case 16 when name.SequenceEqual("mfaAuthenticated"u8):
                    session.MfaAuthenticated = Flag();
                    break;
                case 11 when name.SequenceEqual("assumedRoot"u8):
                    session.AssumedRoot = Flag() == true;
                    break;
                default:
                    _json.Skip();
                    break;
            }
        }
    }

    private readonly ReadOnlySpan<byte> Name()
    {
        if (!_json.ValueIsEscaped)
        {
            return _json.ValueSpan;
        }

        var copy = _json;
        return Encoding.UTF8.GetBytes(JsonText.Read(ref copy, NameCharsMax));
    }

    private string? Text(int charsMax) => JsonScalars.Text(ref _json, charsMax);

    private string? SharedText() =>
        _json.TokenType == JsonTokenType.String ? JsonText.ReadShared(ref _json, NameCharsMax) : Text(NameCharsMax);

    private bool? Flag() => bool.TryParse(JsonScalars.Text(ref _json, 16), out var flag) ? flag : null;

    /// <summary>The bytes of an object; empty for null, a string and anything else that stands in its place.</summary>
    private ReadOnlySpan<byte> ObjectSpan()
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            _json.Skip();
            return default;
        }

        var start = _json.TokenStart;
        _json.Skip();
        return _utf8[start.._json.Consumed];
    }

    /// <summary>The same, or the bytes of a string, quotes and all, that may hold an object: <see cref="ObjectIn"/>.</summary>
    private ReadOnlySpan<byte> ObjectOrText() =>
        _json.TokenType == JsonTokenType.String ? _utf8[_json.TokenStart.._json.Consumed] : ObjectSpan();

    /// <summary>
    /// The object itself, or the one whose JSON a string holds, as the columns of the Athena table for CloudTrail have it;
    /// empty for any other string. Only the last member of a name comes here, so that a record cannot ask for this often.
    /// </summary>
    private static ReadOnlySpan<byte> ObjectIn(ReadOnlySpan<byte> objectOrText)
    {
        if (objectOrText is not [(byte)'"', ..])
        {
            return objectOrText;
        }

        var text = new Utf8JsonReader(objectOrText);
        text.Read();
        if (!text.ValueSpan.Contains((byte)'{'))
        {
            return default;
        }

        var held = Encoding.UTF8.GetBytes(JsonText.Read(ref text, EventDecoder.RecordBytesMax));
        return IsObject(held) ? held : default;
    }

    private static bool IsObject(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = EventDecoder.DepthMax });
        try
        {
            var isObject = json.Read() && json.TokenType == JsonTokenType.StartObject;
            while (isObject && json.Read())
            {
            }

            return isObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
