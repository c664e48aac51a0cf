# A real RTSP server (GStreamer's) for tests: serves an H.264 elementary stream for ever at /clip.
# Usage: rtsp_server.py PORT FILE [USER PASSWORD basic|digest]; PORT 0 takes a free one. Prints "ready PORT".
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer

port, clip = sys.argv[1], sys.argv[2]
Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(port)
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(
    f'( multifilesrc location="{clip}" loop=true caps=video/x-h264,stream-format=byte-stream,framerate=25/1'
    " ! h264parse ! rtph264pay config-interval=1 name=pay0 )"
)
factory.set_shared(True)
if len(sys.argv) > 3:
    user, password, method = sys.argv[3:6]
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    if method == "digest":
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(user, password, token)
    else:
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role("viewer", "media.factory.access", True)
    permissions.add_permission_for_role("viewer", "media.factory.construct", True)
    factory.set_permissions(permissions)
server.get_mount_points().add_factory("/clip", factory)
if server.attach(None) == 0:
    sys.exit("cannot listen on port " + port)
print("ready", server.get_bound_port(), flush=True)
GLib.MainLoop().run()
