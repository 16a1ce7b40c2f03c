using System;
using System.IO;
using System.Net.WebSockets;
using System.Runtime.Serialization;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

/// <summary>Follows the next party of a lobby from its creation to its dissolution, and prints what it is told of it.</summary>
public static class PartyWatcher
{
    private static readonly DataContractJsonSerializer Json = new DataContractJsonSerializer(typeof(Frame));

    /// <summary>Arguments: ws://host:port/updates and the name of the lobby. Exits with 0 when the party is dissolved.</summary>
    public static int Main(string[] args)
    {
        using (var end = new CancellationTokenSource(TimeSpan.FromSeconds(30)))
        {
            return Follow(new Uri(args[0]), args[1], end.Token).GetAwaiter().GetResult() ? 0 : 1;
        }
    }

    private static async Task<bool> Follow(Uri server, string lobby, CancellationToken end)
    {
        using (var socket = new ClientWebSocket())
        {
            await socket.ConnectAsync(server, end);
            await Send(socket, "{\"type\":\"subscribe\",\"lobby\":\"" + lobby + "\",\"ref\":\"lobby\"}", end);
            string party = null;
            for (var frame = await Receive(socket, end); frame != null; frame = await Receive(socket, end))
            {
                Console.WriteLine(frame);
                if (frame.Event == "party_created" && party == null)
                {
                    party = frame.Data.PartyId;
                    // From the beginning, because updates may have been sent before this frame arrives.
                    await Send(socket, "{\"type\":\"subscribe\",\"party_id\":\"" + party + "\",\"since\":0}", end);
                }
                if (frame.Event == "party_dissolved" && frame.Topic == "party:" + party)
                {
                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "seen it all", end);
                    return true;
                }
            }
            Console.WriteLine("closed {0} {1}", (int?)socket.CloseStatus, socket.CloseStatusDescription);
            return false;
        }
    }

    private static Task Send(ClientWebSocket socket, string text, CancellationToken end)
    {
        var bytes = new ArraySegment<byte>(Encoding.UTF8.GetBytes(text));
        return socket.SendAsync(bytes, WebSocketMessageType.Text, true, end);
    }

    /// <summary>The next frame, of however many pieces; null when the server has closed.</summary>
    private static async Task<Frame> Receive(ClientWebSocket socket, CancellationToken end)
    {
        var piece = new ArraySegment<byte>(new byte[4096]);
        using (var whole = new MemoryStream())
        {
            WebSocketReceiveResult got;
            do
            {
                got = await socket.ReceiveAsync(piece, end);
                if (got.MessageType == WebSocketMessageType.Close) return null;
                whole.Write(piece.Array, 0, got.Count);
            } while (!got.EndOfMessage);
            whole.Position = 0;
            return (Frame)Json.ReadObject(whole);
        }
    }
}

/// <summary>As much of a frame as this client needs; the serializer leaves out the rest.</summary>
[DataContract]
public class Frame
{
    [DataMember(Name = "type")] public string Type;
    [DataMember(Name = "topic")] public string Topic;
    [DataMember(Name = "seq")] public long Seq;
    [DataMember(Name = "event")] public string Event;
    [DataMember(Name = "data")] public Data Data;

    public override string ToString()
    {
        if (Type != "event") return Topic == null ? Type : Type + " " + Topic;
        return Topic + " " + Seq + " " + Event + (Data.PlayerId == null ? "" : " " + Data.PlayerId);
    }
}

[DataContract]
public class Data
{
    [DataMember(Name = "party_id")] public string PartyId;
    [DataMember(Name = "player_id")] public string PlayerId;
}
